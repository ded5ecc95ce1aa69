import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../base/errors.ts';
import { invalidDataFile } from './invalid.ts';

/** The file's bytes, or null if there is none. Throws UserError if there is one that cannot be read. */
export async function readIfPresent(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw invalidDataFile(basename(path), `cannot be read (${code})`);
  }
}

/**
 * Writes a file whole or not at all: to a temporary name beside it, then renamed. Two processes may write the
 * same bytes at once. Throws UserError if the folder cannot be written.
 */
export async function writeWhole(path: string, bytes: Uint8Array | string): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(temporary, bytes);
    await renameOver(temporary, path);
  } catch (error) {
    throw cannotWriteCache(path, error);
  } finally {
    await rm(temporary, { force: true }).catch(() => {});
  }
}

/** The error for a file of the cache folder that cannot be written. */
export function cannotWriteCache(path: string, error: unknown): UserError {
  return new UserError(
    `cannot write the cache folder: ${path}: ${errorCode(error)}; set REPORT_CACHE_DIR to a folder that can be written`,
  );
}

/** On Windows a file that another process reads cannot be replaced; if that one has our bytes, all is well. */
async function renameOver(temporary: string, path: string): Promise<void> {
  try {
    await rename(temporary, path);
  } catch (error) {
    const [ours, theirs] = await Promise.all([readFile(temporary), readFile(path).catch(() => null)]);
    if (!theirs?.equals(ours)) throw error;
  }
}

function errorCode(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
