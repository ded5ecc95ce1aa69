import { join } from 'node:path';
import type { DataSetLocation, DataSource, MadeSet } from '../model/data-set.ts';
import { SPLIT_FILES, type SplitFile } from '../model/data-set.ts';
import { sha256 } from './digest.ts';
import { readIfPresent, writeWhole } from './files.ts';
import { fileName } from './split-files.ts';

/** A set that the project makes itself, the source whose form it is, and where it is kept. */
interface Made {
  readonly source: DataSource;
  readonly set: MadeSet;
  readonly cacheDir: string;
}

/** The set if all its files are whole in the cache folder, or null. Throws UserError for one that cannot be read. */
export async function findMade({ source, set, cacheDir }: Made): Promise<DataSetLocation | null> {
  const folder = folderOf(set, cacheDir);
  for (const file of SPLIT_FILES) {
    const bytes = await readIfPresent(join(folder, fileName(file, set.kind)));
    if (!bytes || sha256(bytes) !== set.digests[file]) return null;
  }
  return { folder, record: madeRecord(source, set) };
}

/**
 * Keeps the files of a set in the cache folder. Each is written whole or not at all and always has the same
 * bytes, so that two builds may do this at once. Throws Error, and writes nothing, if the files are not what the
 * catalogue pins; UserError if the folder cannot be written.
 */
export async function keepMade(
  { source, set, cacheDir }: Made,
  files: ReadonlyMap<SplitFile, Uint8Array>,
): Promise<DataSetLocation> {
  for (const [file, bytes] of files) {
    const digest = sha256(bytes);
    if (digest !== set.digests[file]) {
      throw new Error(
        `${set.name}: ${file} was made with sha256 ${digest}, the catalogue pins ${set.digests[file]}`,
      );
    }
  }
  const folder = folderOf(set, cacheDir);
  for (const [file, bytes] of files) await writeWhole(join(folder, fileName(file, set.kind)), bytes);
  return { folder, record: madeRecord(source, set) };
}

/** Files that are made in another way have other digests, hence another folder: an older project may share the cache. */
function folderOf(set: MadeSet, cacheDir: string): string {
  return join(cacheDir, 'data', `${set.name}-${set.digests['train-images'].slice(0, 12)}`);
}

/** What results say of the set. */
export function madeRecord(
  { name: subject, rows, columns, classNames }: DataSource,
  set: MadeSet,
): DataSetLocation['record'] {
  const { name, kind, sizes, source } = set;
  const digests = Object.fromEntries(SPLIT_FILES.map((file) => [fileName(file, kind), set.digests[file]]));
  return { name, subject, kind, digests, sizes, rows, columns, classNames: [...classNames], source };
}
