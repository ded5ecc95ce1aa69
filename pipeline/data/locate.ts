import { join } from 'node:path';
import { EXIT, UserError } from '../base/errors.ts';
import type { DataSetLocation } from '../model/data-set.ts';
import { type DataSource, SPLIT_FILES } from '../model/data-set.ts';
import { withLock } from '../processes/lock.ts';
import { verify } from './digest.ts';
import { DownloadError, downloadSet } from './download.ts';
import { locateEmbedded } from './embedded.ts';
import { forgetFailure, rememberedFailure, rememberFailure } from './failure-memory.ts';
import { writeWhole } from './files.ts';
import { HASTY, PATIENT, type Patience, type Waiting } from './patience.ts';
import { readPublished } from './published-file.ts';
import { locateResplit } from './resplit.ts';
import { fileName } from './split-files.ts';

export interface LocateOptions {
  /** `real` fails rather than fall back, `embedded` never looks for real data, `auto` takes the best there is. */
  readonly preference: 'auto' | 'real' | 'embedded';
  /** REPORT_DATA_DIR: a folder with one subfolder a data set. */
  readonly dataDir?: string | undefined;
  /** REPORT_CACHE_DIR: data sets are kept in `data/<name>` below it. */
  readonly cacheDir: string;
  readonly log: (line: string) => void;
  readonly fetch?: typeof fetch;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  readonly patience?: Patience;
  /** Shared by the data sets of one build: without a network the second one need not wait again. */
  readonly waiting?: Waiting;
}
export type FetchOptions = Omit<LocateOptions, 'preference'>;

/**
 * Finds verified files of a data set: in REPORT_DATA_DIR, in the cache, at its publishers, as a re-split of its
 * test images where only those are to be had, or embedded.
 * Throws UserError: exit code 2 for a damaged file in REPORT_DATA_DIR or a cache folder that cannot be
 * written, 3 if the preferred form is not to be had.
 */
export async function locateDataSet(set: DataSource, options: LocateOptions): Promise<DataSetLocation> {
  if (options.preference === 'embedded') return locateEmbedded(set, options);
  const present = await findPresent(set, options);
  if (present) return present;
  const spared = await spareDownload(set, options);
  if (spared) return spared;
  try {
    return options.preference === 'auto'
      ? await downloadForAll(set, options)
      : await download(set, options, PATIENT);
  } catch (error) {
    if (!(error instanceof DownloadError)) throw error;
    options.log(`${set.name}: cannot be downloaded`);
    const resplit = await findResplit(set, options);
    if (resplit) return resplit;
    if (options.preference === 'real') throw missing(set, options, error);
    return locateEmbedded(set, options);
  }
}

/** After a failure less than an hour ago: what a build can do with instead, which for real data is only real data. */
async function spareDownload(set: DataSource, options: LocateOptions): Promise<DataSetLocation | null> {
  const failure = await rememberedFailure(set.name, options);
  if (!failure) return null;
  const resplit = await locateResplit(set, placesOf(set, options));
  if (!resplit && options.preference === 'real') return null;
  options.log(`${set.name}: not tried to download again: ${failure}; "npm run data" does`);
  return (await findResplit(set, options)) ?? locateEmbedded(set, options);
}

/** Of several builds that begin at once one downloads; the others take what it gets, a failure too. */
function downloadForAll(set: DataSource, options: LocateOptions): Promise<DataSetLocation> {
  let waited = false;
  const downloadOrTake = async () => {
    const present = waited ? await findPresent(set, options) : null;
    if (present) return present;
    const failure = waited ? await rememberedFailure(set.name, options) : null;
    if (failure) throw new DownloadError(`${set.name}: another build's download ${failure}`);
    return download(set, options, HASTY);
  };
  return withLock(join(options.cacheDir, 'locks', `${set.name}-download`), downloadOrTake, (pid) => {
    waited = true;
    options.log(`${set.name}: waiting for another build (process ${pid}), which downloads it`);
  });
}

/** Looks for real images that can stand in for the whole set, and says so. */
async function findResplit(set: DataSource, options: FetchOptions): Promise<DataSetLocation | null> {
  const found = await locateResplit(set, placesOf(set, options));
  if (found) {
    const { name, source } = found.record;
    options.log(`${set.name}: not complete; ${name} in its place: ${source}`);
  }
  return found;
}

export interface FetchSummary {
  readonly name: string;
  readonly outcome: 'present' | 'downloaded' | 're-split' | 'not available';
  /** Where the data set, or what stands in for it, is on this machine, or why it is not. */
  readonly detail: string;
}

/** Fetches what is not here yet and verifies all. Throws UserError for a damaged file in REPORT_DATA_DIR. */
export async function fetchDataSets(
  sets: readonly DataSource[],
  options: FetchOptions,
): Promise<FetchSummary[]> {
  const summaries: FetchSummary[] = [];
  for (const set of sets) summaries.push(await fetchDataSet(set, options));
  return summaries;
}

async function fetchDataSet(set: DataSource, options: FetchOptions): Promise<FetchSummary> {
  const { name } = set;
  const present = await findPresent(set, options);
  if (present) return { name, outcome: 'present', detail: present.folder };
  try {
    const { folder } = await download(set, options, PATIENT);
    return { name, outcome: 'downloaded', detail: folder };
  } catch (error) {
    if (!(error instanceof DownloadError)) throw error;
    const resplit = await findResplit(set, options);
    if (resplit) return { name, outcome: 're-split', detail: resplit.folder };
    return { name, outcome: 'not available', detail: error.message };
  }
}

/** Looks where a download is not needed. A damaged file is the user's in REPORT_DATA_DIR, ours in the cache. */
async function findPresent(set: DataSource, options: FetchOptions): Promise<DataSetLocation | null> {
  const { dataDir, cacheDir, log } = options;
  if (dataDir !== undefined) {
    const found = await findIn(join(dataDir, set.name), set);
    if (found) return found;
    log(`${set.name}: not complete in REPORT_DATA_DIR`);
  }
  try {
    return await findIn(cacheFolder(set, cacheDir), set);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    log(`${set.name}: the cached copy is damaged and will be replaced (${error.message})`);
    return null;
  }
}

/** The data set if all its files are in the folder, null if one is absent. Throws UserError for a wrong one. */
async function findIn(folder: string, set: DataSource): Promise<DataSetLocation | null> {
  const digests: Record<string, string> = {};
  for (const file of SPLIT_FILES) {
    const name = fileName(file, 'real');
    const bytes = await readPublished(join(folder, name));
    if (bytes) digests[name] = verify(bytes, set.fingerprints[file], name);
  }
  if (Object.keys(digests).length < SPLIT_FILES.length) return null;
  return { folder, record: realRecord(set, digests) };
}

/** Downloads into the cache, or remembers why that failed. Throws DownloadError, UserError. */
async function download(
  set: DataSource,
  options: FetchOptions,
  patience: Patience,
): Promise<DataSetLocation> {
  const folder = cacheFolder(set, options.cacheDir);
  const { fetch = globalThis.fetch, log } = options;
  try {
    await downloadSet(set, (file, bytes) => writeWhole(join(folder, fileName(file, 'real')), bytes), {
      fetch,
      log,
      patience: options.patience ?? patience,
      waiting: options.waiting ?? { inVainMs: 0 },
    });
  } catch (error) {
    if (error instanceof DownloadError) await rememberFailure(set.name, error.message, options);
    throw error;
  }
  await forgetFailure(set.name, options);
  const found = await findIn(folder, set);
  if (!found) throw new DownloadError(`${set.name}: files vanished from the cache folder`);
  return found;
}

/** What results say of a published set whose files have these digests. */
export function realRecord(set: DataSource, digests: Record<string, string>): DataSetLocation['record'] {
  const { name, sizes, rows, columns, classNames, source } = set;
  const shape = { rows, columns, classNames: [...classNames] };
  return { name, subject: name, kind: 'real', digests, sizes, ...shape, source };
}

const cacheFolder = (set: DataSource, cacheDir: string) => join(cacheDir, 'data', set.name);

const placesOf = (set: DataSource, options: FetchOptions) => ({
  folders: foldersOf(set, options),
  cacheDir: options.cacheDir,
});

/** Where files of a set may lie, best first. */
function foldersOf(set: DataSource, { dataDir, cacheDir }: FetchOptions): string[] {
  const cached = cacheFolder(set, cacheDir);
  return dataDir === undefined ? [cached] : [join(dataDir, set.name), cached];
}

function missing(set: DataSource, { dataDir }: FetchOptions, error: DownloadError): UserError {
  const places = dataDir === undefined ? 'REPORT_DATA_DIR is not set' : 'not complete in REPORT_DATA_DIR';
  return new UserError(
    `missing data set: ${set.name}: ${places}, not in the cache, not downloaded (${error.message}); ` +
      `connect to a network, or put its files into REPORT_DATA_DIR/${set.name}, or use --data auto`,
    EXIT.missing,
  );
}
