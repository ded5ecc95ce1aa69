import { createHash } from 'node:crypto';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { UserError } from '../base/errors.ts';
import { cannotWriteCache, InvalidDataError, LARGEST_PUBLISHED_BYTES } from './files.ts';

/** How far a transfer has come. */
export interface TransferProgress {
  readonly address: string;
  /** What an earlier transfer brought included, in bytes. */
  readonly received: number;
  /** In bytes; null if the server does not say. */
  readonly total: number | null;
  /** Of this transfer so far. */
  readonly bytesPerSecond: number;
}

/** How long a server is waited for before the next one is asked. */
export interface TransferLimits {
  /** From the request to the first byte of the answer's body, in milliseconds. */
  readonly answerMs: number;
  /** For the next piece of the body (see PIECE_BYTES) or its end, in milliseconds. */
  readonly stallMs: number;
  /** Before a broken transfer is resumed, in milliseconds. */
  readonly pauseMs: number;
  /** Transfers from one address that did answer, but broke off or was too busy. */
  readonly attempts: number;
}

export const TRANSFER_LIMITS: TransferLimits = {
  answerMs: 10_000,
  stallMs: 20_000,
  pauseMs: 1_000,
  attempts: 4,
};

export interface Fetching {
  readonly fetch: typeof fetch;
  readonly log: (line: string) => void;
  readonly onProgress: (progress: TransferProgress) => void;
  readonly limits: TransferLimits;
  /** Where what has been received is kept until it is whole: the next attempt, or command, goes on from there. */
  readonly folder: string;
}

/** No address gave what was wanted. The message says what each answered, separated by semicolons. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';
}

/** One address failed; another try of it may succeed (`broken`), or would only take time (`useless`). */
class AddressError extends Error {
  readonly kind: 'broken' | 'useless';
  constructor(kind: AddressError['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

/** A body that takes longer than `stallMs` for so much does not come in any useful time. */
const PIECE_BYTES = 64 * 1024;

/**
 * Fetches a file from the first of its addresses that gives what `accept` takes: that reads it, and throws an
 * InvalidDataError for other content. -> what `accept` makes of it, and the address that served it. Throws
 * DownloadError if no address does, UserError if what is received cannot be kept.
 */
export async function fetchFile<Content>(
  addresses: readonly string[],
  accept: (path: string) => Promise<Content>,
  fetching: Fetching,
): Promise<{ readonly content: Content; readonly address: string }> {
  const failures: string[] = [];
  await mkdir(fetching.folder, { recursive: true }).catch((error) => {
    throw cannotWriteCache(fetching.folder, error);
  });
  for (const address of addresses) {
    try {
      return { content: await tryAddress(address, accept, fetching), address };
    } catch (error) {
      if (!(error instanceof AddressError)) throw error;
      failures.push(`${new URL(address).host}: ${error.message}`);
    }
  }
  throw new DownloadError(failures.join('; '));
}

/** Asks one address, again if that is promising. Throws AddressError. */
async function tryAddress<Content>(
  address: string,
  accept: (path: string) => Promise<Content>,
  fetching: Fetching,
): Promise<Content> {
  const { log, limits, folder } = fetching;
  const part = join(folder, `${createHash('sha256').update(address).digest('hex').slice(0, 12)}.part`);
  for (let attempt = 1; ; attempt++) {
    try {
      return await tryOnce(address, accept, { ...fetching, part });
    } catch (error) {
      if (!(error instanceof AddressError)) throw error;
      log(`${address}: ${error.message}`);
      if (error.kind === 'useless' || attempt >= limits.attempts) throw error;
      await pause(limits.pauseMs);
    }
  }
}

/** What an earlier transfer brought may be of another version: then it goes, and the next attempt begins anew. */
async function tryOnce<Content>(
  address: string,
  accept: (path: string) => Promise<Content>,
  fetching: Fetching & { readonly part: string },
): Promise<Content> {
  const { part, log } = fetching;
  const start = await sizeOf(part);
  log(start > 0 ? `resuming ${address} at byte ${start}` : `fetching ${address}`);
  await transfer(address, start, fetching);
  try {
    const content = await accept(part);
    await rm(part);
    return content;
  } catch (error) {
    await rm(part, { force: true });
    if (!(error instanceof InvalidDataError)) throw error;
    throw new AddressError(start > 0 ? 'broken' : 'useless', error.problem);
  }
}

const sizeOf = async (path: string) => (await stat(path).catch(() => null))?.size ?? 0;

/** Brings the rest of a file, of which `start` bytes are there, or all of it if the server knows no rests. */
async function transfer(
  address: string,
  start: number,
  { fetch, limits, part, onProgress }: Fetching & { readonly part: string },
): Promise<void> {
  const watchdog = startWatchdog();
  let answered = false;
  try {
    watchdog.allow(limits.answerMs);
    const range = start > 0 ? { range: `bytes=${start}-` } : {};
    const response = await fetch(address, { signal: watchdog.signal, headers: { ...AS_IT_IS, ...range } });
    if (start > 0 && response.status === 416) return; // There is no rest: all is here, or too much.
    refuseUnlessData(response, start);
    const isRest = response.status === 206;
    const count = counter(address, { response, start: isRest ? start : 0, onProgress });
    let uncounted = 0;
    for await (const bytes of keep(response, part, isRest ? 'a' : 'w')) {
      uncounted += bytes;
      if (!answered || uncounted >= PIECE_BYTES) {
        uncounted = 0;
        watchdog.allow(limits.stallMs);
      }
      answered = true;
      count(bytes);
    }
  } catch (error) {
    if (error instanceof AddressError || error instanceof UserError) throw error;
    throw new AddressError(answered ? 'broken' : 'useless', reason(error));
  } finally {
    watchdog.stop();
  }
}

/** Writes the body to a file, piece by piece. Yields their lengths. Throws UserError for a file that cannot be written. */
async function* keep(response: Response, path: string, flags: 'a' | 'w'): AsyncGenerator<number> {
  const cannotWrite = (error: unknown) => {
    throw cannotWriteCache(path, error);
  };
  const file = await open(path, flags).catch(cannotWrite);
  try {
    for await (const piece of response.body ?? []) {
      await file.appendFile(piece).catch(cannotWrite);
      yield piece.length;
    }
  } finally {
    await file.close();
  }
}

/** Adds up what is received and tells of it. Throws AddressError for more than any published file has. */
function counter(
  address: string,
  {
    response,
    start,
    onProgress,
  }: { readonly response: Response; readonly start: number; readonly onProgress: Fetching['onProgress'] },
): (bytes: number) => void {
  const length = Number(response.headers.get('content-length'));
  const total = length > 0 ? start + length : null;
  const startedAtMs = performance.now();
  let received = start;
  return (bytes) => {
    received += bytes;
    if (received > LARGEST_PUBLISHED_BYTES)
      throw new AddressError('useless', 'sends more than a data file can hold');
    const seconds = Math.max(performance.now() - startedAtMs, 1) / 1000;
    onProgress({ address, received, total, bytesPerSecond: (received - start) / seconds });
  };
}

/**
 * A captive portal answers everything with a page of its own, and 200; a server may send another rest than was asked
 * for. Throws AddressError.
 */
function refuseUnlessData(response: Response, start: number): void {
  const { status, headers, ok } = response;
  const isPage = (headers.get('content-type') ?? '').startsWith('text/html');
  const isOtherRest = status === 206 && !headers.get('content-range')?.startsWith(`bytes ${start}-`);
  if (ok && !isPage && !isOtherRest) return;
  // The body is not wanted; left alone it would hold the connection.
  response.body?.cancel().catch(() => {});
  if (!ok)
    throw new AddressError(status === 429 || status >= 500 ? 'broken' : 'useless', `answered ${status}`);
  if (isOtherRest)
    throw new AddressError('useless', 'answered with another part of the file than was asked for');
  throw new AddressError(
    'useless',
    'answered with a web page instead of data (a login page of this network?)',
  );
}

/** The files are gzip themselves: a server that packs them again would have fetch unpack both. */
const AS_IT_IS = { 'accept-encoding': 'identity' };

/** Aborts its signal when nobody has allowed it more time. */
function startWatchdog() {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  return {
    signal: controller.signal,
    allow(ms: number) {
      clearTimeout(timer);
      timer = setTimeout(() => controller.abort(new Error(`no answer within ${ms / 1000} s`)), ms);
    },
    stop: () => clearTimeout(timer),
  };
}

/** What undici's "fetch failed" hides in its cause: a system's error by its code, undici's own in words. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  const { code } = cause as NodeJS.ErrnoException;
  return code?.startsWith('E') ? code : cause.message;
}
