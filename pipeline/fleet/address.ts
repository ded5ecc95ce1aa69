import { UserError } from '../base/errors.ts';

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
    throw new UserError(`invalid queue: ${text.replace(/\/\/.*@/s, '//***@')}; give ${FORM}`);
  }
  return { url: text, shown: `${url.protocol}//${url.host}${url.pathname}` };
}

function isRedis({ protocol, hostname, pathname }: URL): boolean {
  return ['redis:', 'rediss:'].includes(protocol) && hostname !== '' && /^\/?\d*$/.test(pathname);
}
