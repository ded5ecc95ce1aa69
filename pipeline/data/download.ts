import { setTimeout as pause } from 'node:timers/promises';
import type { PublishedSet } from './catalogue.ts';
import { mismatch } from './digest.ts';
import { fileName, SPLIT_FILES, type SplitFile } from './split-files.ts';

/** How long to wait for a server before the next one is tried. */
export interface Patience {
  /** From the request to the first byte of the answer's body, in milliseconds. */
  readonly answerMs: number;
  /** Between two pieces of the body, in milliseconds. */
  readonly stallMs: number;
  /** Before a broken transfer is tried again, in milliseconds. */
  readonly pauseMs: number;
  /** Tries of one address that did answer, but broke off or was too busy. */
  readonly attempts: number;
  /** Tries of one address that did not answer at all. */
  readonly silentAttempts: number;
}

/** Without a network all addresses are given up within 10 s. */
export const HASTY: Patience = {
  answerMs: 2_500,
  stallMs: 5_000,
  pauseMs: 250,
  attempts: 2,
  silentAttempts: 1,
};
/** For someone who asked for the real data and would rather wait. */
export const PATIENT: Patience = {
  answerMs: 15_000,
  stallMs: 20_000,
  pauseMs: 1_000,
  attempts: 3,
  silentAttempts: 2,
};

export interface Downloading {
  readonly fetch: typeof fetch;
  readonly log: (line: string) => void;
  readonly patience: Patience;
}

/** No address gave the right bytes. The message says what each answered, separated by semicolons. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';
}

/** One address failed; another try of it may succeed (`busy`), or is worth less (`silent`), or is useless (`wrong`). */
class AddressError extends Error {
  readonly kind: 'busy' | 'silent' | 'wrong';
  constructor(kind: AddressError['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

/** More than any published file has; a server that sends more is cut off. */
const MAX_BYTES = 64 * 1024 * 1024;
const MEGABYTE = 1_000_000;

/**
 * Fetches the files of a data set, each verified, and hands them on one by one. The address that served one
 * file is the first to be asked for the next. Throws DownloadError as soon as one file cannot be had.
 */
export async function downloadSet(
  set: PublishedSet,
  keep: (file: SplitFile, bytes: Buffer) => Promise<void>,
  downloading: Downloading,
): Promise<void> {
  let mirrors = [...set.mirrors];
  for (const file of SPLIT_FILES) {
    const { bytes, mirror } = await downloadFile(set, file, mirrors, downloading);
    mirrors = [mirror, ...mirrors.filter((other) => other !== mirror)];
    await keep(file, bytes);
  }
}

async function downloadFile(
  set: PublishedSet,
  file: SplitFile,
  mirrors: readonly string[],
  downloading: Downloading,
): Promise<{ bytes: Buffer; mirror: string }> {
  const failures: string[] = [];
  for (const mirror of mirrors) {
    try {
      const bytes = await tryAddress(mirror + fileName(file, 'real'), set, file, downloading);
      return { bytes, mirror };
    } catch (error) {
      if (!(error instanceof AddressError)) throw error;
      failures.push(`${new URL(mirror).host}: ${error.message}`);
    }
  }
  throw new DownloadError(`${fileName(file, 'real')}: ${failures.join('; ')}`);
}

/** Asks one address, again if that is promising. Resolves to verified bytes. Throws AddressError. */
async function tryAddress(
  address: string,
  set: PublishedSet,
  file: SplitFile,
  downloading: Downloading,
): Promise<Buffer> {
  const { log, patience } = downloading;
  const tries = { busy: patience.attempts, silent: patience.silentAttempts, wrong: 1 };
  for (let attempt = 1; ; attempt++) {
    log(`${set.name}: fetching ${address}`);
    try {
      const bytes = await receive(address, downloading);
      const difference = mismatch(bytes, set.fingerprints[file]);
      if (difference !== null) throw new AddressError('wrong', difference);
      return bytes;
    } catch (error) {
      if (!(error instanceof AddressError)) throw error;
      log(`${set.name}: ${error.message}`);
      if (attempt >= tries[error.kind]) throw error;
      await pause(patience.pauseMs);
    }
  }
}

/** The body at an address, at most MAX_BYTES long. Throws AddressError. */
async function receive(address: string, { fetch, log, patience }: Downloading): Promise<Buffer> {
  const watchdog = startWatchdog();
  let answered = false;
  try {
    watchdog.allow(patience.answerMs);
    const response = await fetch(address, { signal: watchdog.signal });
    refuseUnlessData(response);
    const chunks: Uint8Array[] = [];
    const progress = progressLines(Number(response.headers.get('content-length')), log);
    let received = 0;
    for await (const chunk of response.body ?? []) {
      answered = true;
      watchdog.allow(patience.stallMs);
      received += chunk.length;
      if (received > MAX_BYTES) throw new AddressError('wrong', 'sends more than a data file can hold');
      chunks.push(chunk);
      progress(received);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    if (error instanceof AddressError) throw error;
    throw new AddressError(answered ? 'busy' : 'silent', reason(error));
  } finally {
    watchdog.stop();
  }
}

/** A captive portal answers everything with a page of its own, and 200. Throws AddressError. */
function refuseUnlessData(response: Response): void {
  const { status } = response;
  const busy = status === 429 || status >= 500;
  const isPage = (response.headers.get('content-type') ?? '').startsWith('text/html');
  if (response.ok && !isPage) return;
  // The body is not wanted; left alone it would hold the connection.
  response.body?.cancel().catch(() => {});
  if (!response.ok) throw new AddressError(busy ? 'busy' : 'wrong', `answered ${status}`);
  throw new AddressError('wrong', 'answered with a web page instead of data (a login page of this network?)');
}

/** Aborts its signal when nobody has asked for more time. */
function startWatchdog() {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  return {
    signal: controller.signal,
    allow(ms: number) {
      clearTimeout(timer);
      timer = setTimeout(() => controller.abort(new Error(`no answer within ${ms / 1000} s`)), ms);
    },
    stop() {
      clearTimeout(timer);
    },
  };
}

/** A line each quarter of files that take a while. `total` is in bytes, 0 if the server does not say. */
function progressLines(total: number, log: (line: string) => void): (received: number) => void {
  let quarters = 0;
  return (received) => {
    if (total < MEGABYTE || Math.floor((4 * received) / total) <= quarters) return;
    quarters = Math.floor((4 * received) / total);
    log(`  ${(received / MEGABYTE).toFixed(1)} of ${(total / MEGABYTE).toFixed(1)} MB`);
  };
}

/** What undici's "fetch failed" hides in its cause. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return (cause as NodeJS.ErrnoException).code ?? cause.message;
}
