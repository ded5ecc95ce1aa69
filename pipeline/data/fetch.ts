import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataSetLocation } from '../model/data-set.ts';
import { type DataSource, type PublishedIdx, SPLIT_FILES } from '../model/data-set.ts';
import { withLock } from '../processes/lock.ts';
import {
  DownloadError,
  type Fetching,
  fetchFile,
  TRANSFER_LIMITS,
  type TransferLimits,
  type TransferProgress,
} from './fetch-file.ts';
import { type FindOptions, findReal } from './locate.ts';
import { findPrepared, type PreparedFiles, prepare } from './prepared.ts';
import { readIdxFile, readImagesArchive } from './published.ts';
import {
  idxName,
  isPublished,
  isPublishedAsIdx,
  type Published,
  type PublishedAs,
  realRecord,
} from './records.ts';

export interface FetchOptions extends FindOptions {
  readonly fetch?: typeof fetch;
  readonly onProgress?: (progress: TransferProgress) => void;
  readonly limits?: TransferLimits;
}

export interface FetchSummary {
  readonly name: string;
  readonly outcome: 'present' | 'fetched' | 'not available';
  /** Where the data set is on this machine, or why it is not. */
  readonly detail: string;
}

/** Fetches what is published and not at hand, and verifies all. Throws UserError as `locateDataSet`. */
export async function fetchDataSets(
  sources: readonly DataSource[],
  options: FetchOptions,
): Promise<FetchSummary[]> {
  const summaries: FetchSummary[] = [];
  for (const source of sources.filter(isPublished)) summaries.push(await fetchDataSet(source, options));
  return summaries;
}

async function fetchDataSet(source: Published, options: FetchOptions): Promise<FetchSummary> {
  const { name } = source;
  const present = await findReal(source, options);
  if (present) return { name, outcome: 'present', detail: present.folder };
  try {
    const { folder } = await fetchForAll(source, options);
    return { name, outcome: 'fetched', detail: folder };
  } catch (error) {
    if (!(error instanceof DownloadError)) throw error;
    return { name, outcome: 'not available', detail: error.message };
  }
}

/** Of several processes that begin at once one fetches; the others take what it got. A build waits for none of them. */
function fetchForAll(source: Published, options: FetchOptions): Promise<DataSetLocation> {
  const { cacheDir, log } = options;
  const record = realRecord(source);
  const folder = join(cacheDir, 'downloads', source.name);
  const fetchOnce = async () => {
    const meanwhile = await findPrepared(record, cacheDir);
    if (meanwhile) return meanwhile;
    const files = await fetchFiles(source, { ...options, folder });
    const location = await prepare(record, async () => files, options);
    await rm(folder, { recursive: true, force: true });
    return location!;
  };
  return withLock(join(cacheDir, 'locks', `${source.name}-download`), fetchOnce, (pid) =>
    log(`${source.name}: waiting for another process (${pid}), which fetches it`),
  );
}

async function fetchFiles(
  source: Published,
  options: FetchOptions & { readonly folder: string },
): Promise<PreparedFiles> {
  const { fetch = globalThis.fetch, onProgress = () => {}, limits = TRANSFER_LIMITS, folder } = options;
  const log = (line: string) => options.log(`${source.name}: ${line}`);
  const fetching: Fetching = { fetch, log, onProgress, limits, folder };
  if (isPublishedAsIdx(source)) return fetchIdxFiles(source, fetching);
  const accept = (path: string) => readImagesArchive(source, path, options.log);
  const { content, address } = await fetchFile(source.published.archives, accept, fetching);
  log(`served by ${new URL(address).host}`);
  return content;
}

/** The address that served one file is the first to be asked for the next. */
async function fetchIdxFiles(source: PublishedAs<PublishedIdx>, fetching: Fetching): Promise<PreparedFiles> {
  const files = new Map<string, Uint8Array>();
  let mirrors = [...source.published.mirrors];
  for (const file of SPLIT_FILES) {
    const addresses = mirrors.map((mirror) => `${mirror}${idxName(file)}.gz`);
    const accept = async (path: string) => (await readIdxFile(source, file, path))!;
    const { content, address } = await fetchFile(addresses, accept, fetching);
    const served = mirrors[addresses.indexOf(address)]!;
    mirrors = [served, ...mirrors.filter((mirror) => mirror !== served)];
    files.set(idxName(file), content);
  }
  fetching.log(`served by ${new URL(mirrors[0]!).host}`);
  return files;
}
