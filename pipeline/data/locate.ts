import { join, resolve } from 'node:path';
import { EXIT, UserError } from '../base/errors.ts';
import type { DataSetLocation } from '../model/data-set.ts';
import { type DataSource, type EmbeddedData, SPLIT_FILES } from '../model/data-set.ts';
import { writeIdx } from './idx.ts';
import { type Place, type PreparedFiles, prepare } from './prepared.ts';
import {
  bytesToFetch,
  embeddedRecord,
  idxName,
  isPublished,
  isPublishedAsIdx,
  type Published,
  realRecord,
} from './records.ts';

export interface FindOptions extends Place {
  /** REPORT_DATA_DIR: a folder with one subfolder a data source, named after it. */
  readonly dataDir?: string | undefined;
}

export interface LocateOptions extends FindOptions {
  /** `auto` takes real data that are at hand, `real` fails without them, `embedded` never looks for them. */
  readonly preference: 'auto' | 'real' | 'embedded';
}

/**
 * The verified files of a data source: real ones from the cache, from REPORT_DATA_DIR or from where a package of the
 * system puts them, or embedded ones. Never asks a network. Throws UserError: exit code 2 for a damaged file in
 * REPORT_DATA_DIR or a cache folder that cannot be written, 3 if the preferred form is not to be had.
 */
export async function locateDataSet(source: DataSource, options: LocateOptions): Promise<DataSetLocation> {
  const { preference } = options;
  const real = preference !== 'embedded' && isPublished(source) ? await findReal(source, options) : null;
  if (real) return real;
  if (preference === 'real' || !source.embedded) throw missing(source, options);
  return locateEmbedded(source, source.embedded, options);
}

/** The real data if they are at hand, prepared; null if they are not. Throws UserError as above. */
export async function findReal(source: Published, options: FindOptions): Promise<DataSetLocation | null> {
  const read = async () => (await readFromDataDir(source, options)) ?? (await readInstalled(source, options));
  return prepare(realRecord(source), read, options);
}

/** Readers of archives and images are loaded where data are prepared: most builds find them prepared. */
async function readFolder(source: Published, folder: string, log: Place['log']) {
  const { readPublishedFolder } = await import('./published.ts');
  return readPublishedFolder(source, folder, log);
}

async function readFromDataDir(
  source: Published,
  { dataDir, log }: FindOptions,
): Promise<PreparedFiles | null> {
  if (dataDir === undefined) return null;
  const files = await readFolder(source, join(dataDir, source.name), log);
  if (!files) log(`${source.name}: not complete in REPORT_DATA_DIR: ${resolve(dataDir, source.name)}`);
  return files;
}

/** What a package of the system brings. Other content is another version's, not a mistake of the user's. */
async function readInstalled(source: Published, { log }: FindOptions): Promise<PreparedFiles | null> {
  const folders = isPublishedAsIdx(source) ? source.published.installed : [];
  for (const folder of folders) {
    try {
      const files = await readFolder(source, folder, log);
      if (files) return files;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      log(`${source.name}: ${folder} is passed over (${error.message})`);
    }
  }
  return null;
}

/** The embedded form, drawn at its first use. Throws Error if the generator no longer gives the stated bytes. */
async function locateEmbedded(
  source: DataSource,
  embedded: EmbeddedData,
  place: Place,
): Promise<DataSetLocation> {
  const { name, sizes } = embedded;
  const draw = async () => {
    place.log(`${name}: drawing ${sizes.train} + ${sizes.test} images`);
    return drawnFiles(source, embedded);
  };
  return (await prepare(embeddedRecord(source, embedded), draw, place))!;
}

function drawnFiles({ rows, columns }: DataSource, { sizes, draw }: EmbeddedData): PreparedFiles {
  const drawn = { train: draw('train', sizes.train), t10k: draw('test', sizes.test) };
  const files = SPLIT_FILES.map((file): [string, Uint8Array] => {
    const { images, labels } = file.startsWith('train') ? drawn.train : drawn.t10k;
    const array = file.endsWith('images')
      ? { dimensions: [labels.length, rows, columns], values: images }
      : { dimensions: [labels.length], values: labels };
    return [idxName(file), writeIdx(array)];
  });
  return new Map(files);
}

function missing(source: DataSource, { preference, dataDir, cacheDir }: LocateOptions): UserError {
  const { name, published } = source;
  const line = published
    ? `missing data set: ${name}: ${dataDir === undefined ? 'not' : `neither in REPORT_DATA_DIR (${resolve(dataDir)}) nor`} in the cache (${resolve(cacheDir)}); ` +
      `get it with "npm run data" (${(bytesToFetch(source) / 1e6).toFixed(1)} MB), or put its files into ` +
      `REPORT_DATA_DIR/${name}`
    : `missing data set: ${name} has no published form; use --data ${preference === 'real' ? 'auto' : 'embedded'}`;
  return new UserError(line, EXIT.missing);
}
