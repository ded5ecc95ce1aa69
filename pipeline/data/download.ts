import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from '../model/data-set.ts';
import { SPLIT_FILES, type SplitFile } from '../model/data-set.ts';
import { mismatch } from './digest.ts';
import { type Patience, startWatchdog, type Waiting } from './patience.ts';
import { LARGEST_PUBLISHED_BYTES } from './published-file.ts';
import { fileName } from './split-files.ts';

export interface Downloading {
  readonly fetch: typeof fetch;
  readonly log: (line: string) => void;
  readonly patience: Patience;
  readonly waiting: Waiting;
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

const MEGABYTE = 1_000_000;
/** A body that takes longer than `stallMs` for so much does not come in any useful time. */
const PIECE_BYTES = 64 * 1024;

/**
 * Fetches the files of a data set, each verified, and hands them on one by one. The address that served one
 * file is the first to be asked for the next. Throws DownloadError as soon as one file cannot be had.
 */
export async function downloadSet(
  set: DataSource,
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
  set: DataSource,
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
  set: DataSource,
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

/** The body at an address, at most LARGEST_PUBLISHED_BYTES long. Throws AddressError. */
async function receive(address: string, { fetch, log, patience, waiting }: Downloading): Promise<Buffer> {
  const watchdog = startWatchdog(waiting, patience.inVainMs);
  let answered = false;
  try {
    watchdog.allow(patience.answerMs);
    const response = await fetch(address, { signal: watchdog.signal, headers: AS_IT_IS });
    refuseUnlessData(response);
    const chunks: Uint8Array[] = [];
    const progress = progressLines(Number(response.headers.get('content-length')), log);
    let received = 0;
    let counted = 0;
    for await (const chunk of response.body ?? []) {
      received += chunk.length;
      if (!answered || received - counted >= PIECE_BYTES) {
        counted = received;
        watchdog.allow(patience.stallMs);
      }
      answered = true;
      if (received > LARGEST_PUBLISHED_BYTES)
        throw new AddressError('wrong', 'sends more than a data file can hold');
      chunks.push(chunk);
      progress(received);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    if (error instanceof AddressError) throw error;
    watchdog.givenUp();
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

/** The files are gzip themselves: a server that packs them again would have fetch unpack both. */
const AS_IT_IS = { 'accept-encoding': 'identity' };

/** A line each quarter of files that take a while. `total` is in bytes, 0 if the server does not say. */
function progressLines(total: number, log: (line: string) => void): (received: number) => void {
  let quarters = 0;
  return (received) => {
    if (total < MEGABYTE || Math.floor((4 * received) / total) <= quarters) return;
    quarters = Math.floor((4 * received) / total);
    log(`  ${(received / MEGABYTE).toFixed(1)} of ${(total / MEGABYTE).toFixed(1)} MB`);
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
