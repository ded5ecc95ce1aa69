import { rmSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { OWNER } from './owner.ts';

/** Makes a folder in the cache that carries this process's name: should it be killed, the next build removes it. */
export async function makeTemporaryFolder(cacheDir: string): Promise<string> {
  const parent = path.join(cacheDir, 'tmp');
  await mkdir(parent, { recursive: true });
  return mkdtemp(path.join(parent, `${OWNER}-`));
}

/** Removes the folder, although a process that was just killed may still be writing there. */
export function removeTemporaryFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
