import { setTimeout as pause } from 'node:timers/promises';
import { Redis, type RedisOptions, ReplyError } from 'ioredis';
import { EXIT, UserError } from '../base/errors.ts';
import { QUEUE } from './queue.ts';

/** Where the queue is. */
export interface QueueAddress {
  /** With the credentials. Never to be printed. */
  readonly url: string;
  /** For people: without them. */
  readonly shown: string;
}

const FORM = 'redis://host:6379/0, or rediss:// for TLS';

/** Reads redis[s]://[user:password@]host[:port][/database]. Throws a UserError that shows no credentials. */
export function parseAddress(text: string | undefined): QueueAddress {
  if (!text) throw new UserError(`missing queue: give --queue ${FORM}, or set REPORT_QUEUE`);
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !isRedis(url)) {
    throw new UserError(`invalid queue: ${withoutSecrets(text)}; give ${FORM}`);
  }
  return { url: text, shown: `${url.protocol}//${url.host}${url.pathname}` };
}

/** An address that is none may have its password anywhere before the last @, or be a password. */
const withoutSecrets = (text: string) =>
  text.replace(/^([a-z]+:)?(\/\/)?.*@/is, (_, protocol = '', slashes = '') => `${protocol}${slashes}***@`);

function isRedis({ protocol, hostname, pathname }: URL): boolean {
  return ['redis:', 'rediss:'].includes(protocol) && hostname !== '' && /^\/?\d*$/.test(pathname);
}

/** A connection that mends itself for as long as it is open. */
export interface Connection {
  readonly address: QueueAddress;
  readonly client: Redis;
  /** How long, in milliseconds, it has been lost; 0 while it stands. */
  lostForMs(): number;
  /** Calls back whenever it stands again after it was lost. */
  onBack(act: () => void): void;
  close(): void;
}

const CONNECT_TIMEOUT_MS = 10_000;
/** A server that does not answer for so long counts as lost, even if nothing says that the connection is. */
const SILENCE_MS = 15_000;

const OPTIONS: RedisOptions = {
  connectTimeout: CONNECT_TIMEOUT_MS,
  keepAlive: 10_000,
  maxRetriesPerRequest: null,
  retryStrategy: (times) => Math.min(100 * 2 ** times, 2000),
};

/** Throws a UserError when the first try fails: 3 for a server that is not there, 2 for one that refuses us. */
export async function openConnection(
  address: QueueAddress,
  onLost: () => void = () => {},
): Promise<Connection> {
  await tryOnce(address);
  const client = new Redis(address.url, OPTIONS);
  let lostAt: number | null = null;
  let open = true;
  const backs: (() => void)[] = [];
  client.on('error', () => {}); // 'close' follows
  client.on('close', () => {
    if (!open || lostAt !== null) return;
    lostAt = performance.now();
    onLost();
  });
  client.on('ready', () => {
    if (lostAt === null) return;
    lostAt = null;
    for (const act of backs) act();
  });
  const heart = setInterval(() => void requireAnswer(client), SILENCE_MS);
  return {
    address,
    client,
    lostForMs: () => (lostAt === null ? 0 : performance.now() - lostAt),
    onBack: (act) => void backs.push(act),
    close() {
      open = false;
      clearInterval(heart);
      client.disconnect();
    },
  };
}

async function tryOnce({ url, shown }: QueueAddress): Promise<void> {
  const client = new Redis(url, {
    ...OPTIONS,
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let reason: Error | undefined;
  client.on('error', (error) => {
    reason ??= error;
  });
  try {
    await client.connect();
    await requireRights(client);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { message } = reason ?? (error as Error);
    if ((reason ?? error) instanceof ReplyError) throw refusal(shown, message);
    throw new UserError(
      `missing queue: ${shown}: ${message}; start redis-server there, or check the address`,
      EXIT.missing,
    );
  } finally {
    client.disconnect();
  }
}

/** What the answer of a server says that refuses a command: 3 where the server must be mended, 2 where we must. */
export function refusal(shown: string, message: string): UserError {
  const [word] = message.split(' ');
  if (OUT_OF_ORDER.includes(word!)) {
    return new UserError(
      `missing queue: ${shown}: ${message}; mend the server, and run it again`,
      EXIT.missing,
    );
  }
  return new UserError(`invalid queue: ${shown}: ${message}; check user, password, rights and database`);
}

/** How a server answers that is there and cannot take jobs now: full, a replica, without a disk, still reading. */
const OUT_OF_ORDER = ['READONLY', 'OOM', 'MISCONF', 'LOADING', 'MASTERDOWN', 'BUSY', 'NOREPLICAS'];

/**
 * What the library would fail in later, again and again: the database (a missing one is not noticed by itself), writing,
 * and INFO, by which it asks for the server's version.
 */
async function requireRights(client: Redis): Promise<void> {
  await client.select(client.options.db ?? 0);
  await client.set(`${QUEUE}:probe`, '', 'PX', 1000);
  await client.info();
}

/** Starts the connection anew when the server is silent: nothing else tells when a cable was pulled. */
async function requireAnswer(client: Redis): Promise<void> {
  if (client.status !== 'ready') return;
  const answer = client.ping().catch(() => null);
  const silent = Symbol('silent');
  const first = await Promise.race([answer, pause(SILENCE_MS / 2, silent, { ref: false })]);
  if (first === silent) client.disconnect(true);
}
