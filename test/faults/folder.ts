import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type MarkedProcess, processesIn } from './marked.ts';

/** Where a series of builds works: cache, outputs and temporary files of its own. */
export interface BuildFolder {
  readonly folder: string;
  readonly cache: string;
  readonly out: string;
  readonly temporary: string;
}

export async function makeBuildFolder(parent: string, name: string, chromiumFrom?: BuildFolder) {
  const folder = path.join(parent, name);
  const made = {
    folder,
    cache: path.join(folder, 'cache'),
    out: path.join(folder, 'out'),
    temporary: path.join(folder, 'tmp'),
  };
  await mkdir(made.temporary, { recursive: true });
  await mkdir(made.cache, { recursive: true });
  if (chromiumFrom) await shareChromium(chromiumFrom.cache, made.cache);
  return made satisfies BuildFolder;
}

/** Extracting it takes longer than all else. */
async function shareChromium(from: string, to: string): Promise<void> {
  const extracted = (await readdir(from)).filter((name) => name.startsWith('chromium-'));
  for (const name of extracted) await symlink(path.join(from, name), path.join(to, name));
}

const COMPARED = ['results.json', 'index.html', 'report.pdf'];

/** SHA-256 of what must not differ between builds. */
export async function outputDigests({ out }: BuildFolder): Promise<string[]> {
  const digest = async (file: string) =>
    `${file} ${createHash('sha256')
      .update(await readFile(path.join(out, file)))
      .digest('hex')}`;
  return Promise.all(COMPARED.map(digest));
}

/** Every file and folder but what the store and Chromium hold; what was there for a while only shows here. */
export async function listing({ folder }: BuildFolder): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names
    .filter((name) => !/^cache\/(store\/(content|index)-|chromium-[^/]*\/)|^tmp\/tsx-\d+\//.test(name))
    .sort();
}

const ORPHAN_LIMIT_MS = 20_000;

/** Waits until no process works in the folder; the milliseconds that took, or those that never ended. */
export async function awaitNoProcess({ folder }: BuildFolder): Promise<number | MarkedProcess[]> {
  const start = performance.now();
  for (;;) {
    const left = processesIn(folder);
    const elapsedMs = performance.now() - start;
    if (left.length === 0) return elapsedMs;
    if (elapsedMs > ORPHAN_LIMIT_MS) return left;
    await pause(50);
  }
}
