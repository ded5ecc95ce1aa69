import { join } from 'node:path';
import type { DataSetLocation, DataSetRecord } from '../model/data-set.ts';
import { withLock } from '../processes/lock.ts';
import { sha256 } from './digest.ts';
import { readIfPresent, writeWhole } from './files.ts';

/**
 * Data sets as the pipeline keeps them, whatever they were published as: plain IDX files in the cache folder, each with
 * the digest that the record states, so that a training process reads them within milliseconds.
 */
export type PreparedFiles = ReadonlyMap<string, Uint8Array>;

/** Where prepared data sets are kept, and whom a line is told. */
export interface Place {
  readonly cacheDir: string;
  readonly log: (line: string) => void;
}

/** The set if all its files are whole in the cache folder, or null. Throws UserError for one that cannot be read. */
export async function findPrepared(record: DataSetRecord, cacheDir: string): Promise<DataSetLocation | null> {
  const folder = folderOf(record, cacheDir);
  for (const [file, digest] of Object.entries(record.digests)) {
    const bytes = await readIfPresent(join(folder, file));
    if (!bytes || sha256(bytes) !== digest) return null;
  }
  return { folder, record };
}

/**
 * The set from the cache folder, or else what `make` gives, kept there; null if that is null. Of several builds at
 * once, one makes it. Throws Error, and keeps nothing, if what is made is not what the record states, and UserError if
 * the folder cannot be written.
 */
export async function prepare(
  record: DataSetRecord,
  make: () => Promise<PreparedFiles | null>,
  { cacheDir, log }: Place,
): Promise<DataSetLocation | null> {
  const present = await findPrepared(record, cacheDir);
  if (present) return present;
  return withLock(
    join(cacheDir, 'locks', record.name),
    async () => {
      const meanwhile = await findPrepared(record, cacheDir);
      if (meanwhile) return meanwhile;
      const files = await make();
      return files && keep(record, files, cacheDir);
    },
    (pid) => log(`${record.name}: waiting for another build (process ${pid}), which prepares it`),
  );
}

async function keep(record: DataSetRecord, files: PreparedFiles, cacheDir: string): Promise<DataSetLocation> {
  for (const [file, expected] of Object.entries(record.digests)) {
    const found = sha256(files.get(file) ?? new Uint8Array());
    if (found !== expected) {
      throw new Error(`${record.name}: ${file} was made with sha256 ${found}, its source states ${expected}`);
    }
  }
  const folder = folderOf(record, cacheDir);
  for (const [file, bytes] of files) await writeWhole(join(folder, file), bytes);
  return { folder, record };
}

/** Files that are made in another way have other digests, hence another folder: an older project may share the cache. */
function folderOf({ name, digests }: DataSetRecord, cacheDir: string): string {
  return join(cacheDir, 'data', `${name}-${Object.values(digests)[0]!.slice(0, 12)}`);
}
