/**
 * Starts the command line. Loading some hundred TypeScript modules one by one takes longer than everything else that
 * a build with nothing to do does, so they are bundled once and the bundle is kept under node_modules/.cache, in a
 * folder named by the digest of all it is made from: whatever is edited or installed, what runs is never older.
 * Where there is no bundle and none can be written, tsx loads the sources as they are.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { endOnSignals } from './signals.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCE_FOLDERS = ['pipeline', 'experiments'];
/** Beside the sources: how packages and modules resolve, and which packages npm really installed. */
const SETTINGS = ['package.json', 'tsconfig.json', 'package-lock.json', 'node_modules/.package-lock.json'];

/**
 * Paths of all modules in the folder, from the project's root, with the slashes of this system.
 * @param {string} folder
 * @returns {string[]}
 */
function modulesIn(folder) {
  return readdirSync(path.join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) return modulesIn(name);
    return /\.[jt]s$/.test(name) ? [name] : [];
  });
}

/** @param {readonly string[]} files paths from the project's root */
function digestOf(files) {
  const hash = createHash('sha256').update(ROOT);
  for (const name of files) {
    const file = path.join(ROOT, name);
    const bytes = existsSync(file) ? readFileSync(file) : null;
    hash.update(`\0${name}\0${bytes?.length ?? 'absent'}\0`).update(bytes ?? '');
  }
  return hash.digest('hex');
}

/** The module to run: the bundle of exactly these sources, made now if need be. */
async function commandLine() {
  const sources = SOURCE_FOLDERS.flatMap(modulesIn).sort();
  const folder = path.join(ROOT, 'node_modules', '.cache', 'report', digestOf([...sources, ...SETTINGS]));
  const bundle = path.join(folder, 'cli.js');
  if (existsSync(bundle)) return bundle;
  try {
    const { writeBundle } = await import('./bundle.js');
    await writeBundle({ root: ROOT, entry: 'pipeline/cli.ts', sources, folder });
    return bundle;
  } catch {
    const { register } = await import('tsx/esm/api');
    register();
    return path.join(ROOT, 'pipeline', 'cli.ts');
  }
}

endOnSignals();
await import(pathToFileURL(await commandLine()).href);
