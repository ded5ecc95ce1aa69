import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../base/errors.ts';

/** A data file whose bytes are not what they should be: `problem` is wrong with it. Exit code 2. */
export class InvalidDataError extends UserError {
  readonly problem: string;
  constructor(file: string, problem: string) {
    super(`invalid data file: ${file}: ${problem}; replace it with the published file`);
    this.problem = problem;
  }
}

/** The error for a data file whose bytes are not what they should be. */
export const invalidDataFile = (file: string, problem: string) => new InvalidDataError(file, problem);

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

/** More than any published file has: a server that sends more is cut off, and no larger file is read. */
export const LARGEST_PUBLISHED_BYTES = 64 * 1024 * 1024;

/**
 * The bytes of what should be a published file, or null if there is none. Throws UserError, before memory is taken, for
 * a file that is larger than any published one, and for a pipe or a device, which might never end. The file is opened
 * once and looked at by its handle, since another one could be put into its place between looking and reading.
 */
export async function readPublished(path: string): Promise<Buffer | null> {
  const refuse = (problem: string) => invalidDataFile(basename(path), problem);
  const larger = (size: string) => refuse(`has ${size} bytes, more than any published file`);
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const found = await handle.stat();
    if (!found.isFile() && !found.isDirectory()) throw refuse('is not a file');
    if (found.size > LARGEST_PUBLISHED_BYTES) throw larger(String(found.size));
    const bytes = await readAtMost(handle, LARGEST_PUBLISHED_BYTES);
    if (!bytes) throw larger(`over ${LARGEST_PUBLISHED_BYTES}`);
    return bytes;
  } catch (error) {
    if (error instanceof UserError) throw error;
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw refuse(`cannot be read (${code})`);
  } finally {
    await handle?.close();
  }
}

/** The bytes of an open file; null where there are more of them than that, whatever its size was before. */
export async function readAtMost(handle: FileHandle, most: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  for await (const chunk of handle.createReadStream({ end: most, autoClose: false })) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  return bytes.length > most ? null : bytes;
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
