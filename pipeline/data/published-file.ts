import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { readIfPresent } from './files.ts';
import { invalidDataFile } from './invalid.ts';

/** More than any published file has: a server that sends more is cut off, and no larger file is read. */
export const LARGEST_PUBLISHED_BYTES = 64 * 1024 * 1024;

/**
 * The bytes of what should be a published file, or null if there is none. Throws UserError, before memory is taken, for
 * a file that is larger than any published one, and for a pipe or a device, which might never end.
 */
export async function readPublished(path: string): Promise<Buffer | null> {
  const found = await stat(path).catch(() => null);
  if (found && !found.isFile() && !found.isDirectory())
    throw invalidDataFile(basename(path), 'is not a file');
  if (found && found.size > LARGEST_PUBLISHED_BYTES) {
    throw invalidDataFile(basename(path), `has ${found.size} bytes, more than any published file`);
  }
  return readIfPresent(path);
}
