import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** The packages that every command loads. All others stay where they are: some bring native code or files. */
const BUNDLED = [
  'cacache',
  'canonicalize',
  'cephes',
  'cli-progress',
  'commander',
  'd3-random',
  'fastest-levenshtein',
  'picomatch',
  'seedrandom',
  'write-file-atomic',
  'zod',
];

/** What CommonJS packages expect around them, for those that end up inside an ES module. */
const COMMONJS = `
import { createRequire as makeRequire } from 'node:module';
const require = makeRequire(import.meta.url);
const __filename = import.meta.filename;
`;

/** Modules keep the address that they have as sources: they find templates and the worker by it. */
const ownAddresses = {
  name: 'own addresses',
  /** @param {import('esbuild').PluginBuild} build */
  setup({ onLoad, onResolve }) {
    onLoad({ filter: /\.ts$/ }, ({ path: file }) => ({
      contents: readFileSync(file, 'utf8').replaceAll(
        'import.meta.url',
        JSON.stringify(pathToFileURL(file).href),
      ),
      loader: 'ts',
    }));
    onResolve({ filter: /^[^./]/ }, ({ path: name, importer }) => {
      if (!importer.endsWith('.ts')) return null;
      return BUNDLED.includes(name) ? null : { path: name, external: true };
    });
  },
};

/** Where the two meet, in errors about them. */
const ENTRY = 'pipeline/launch.js';

/**
 * Bundles the command line and the study into the folder, as the exports of one module, whole or not at all. Throws if
 * that fails, and if the bundle holds a module that is not among `sources`, since the folder's name would then not
 * cover it.
 * @param {{ root: string, modules: { study: string, cli: string }, sources: readonly string[], folder: string }} options
 */
export async function writeBundle({ root, modules, sources, folder }) {
  const parent = path.dirname(folder);
  await mkdir(parent, { recursive: true });
  const temporary = await mkdtemp(path.join(parent, `${UNFINISHED}${process.pid}-`));
  const remove = () => rmSync(temporary, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    const { metafile } = await build({
      absWorkingDir: root,
      stdin: { contents: entryOf(modules), resolveDir: root, sourcefile: ENTRY, loader: 'js' },
      outdir: temporary,
      entryNames: 'cli',
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      banner: { js: COMMONJS },
      plugins: [ownAddresses],
      metafile: true,
      logLevel: 'silent',
    });
    refuseUnknown(Object.keys(metafile.inputs), sources);
    writeDigests(temporary);
    await moveTo(folder, temporary);
    await removeOld(parent);
  } finally {
    process.off('exit', remove);
    remove();
  }
}

/** @param {{ study: string, cli: string }} modules */
function entryOf({ study, cli }) {
  return `export { default as study } from ${JSON.stringify(study)};\nexport * from ${JSON.stringify(cli)};\n`;
}

/** For every start to see whether the bundle still is what was written. */
function writeDigests(/** @type {string} */ folder) {
  const digests = readdirSync(folder).map((name) => {
    const bytes = readFileSync(path.join(folder, name));
    return [name, createHash('sha256').update(bytes).digest('hex')];
  });
  writeFileSync(path.join(folder, 'digests.json'), JSON.stringify(Object.fromEntries(digests)));
}

/**
 * Puts the new bundle into its place, where there may be a damaged one, or one of another process that was faster.
 * @param {string} folder
 * @param {string} temporary
 */
async function moveTo(folder, temporary) {
  await rename(folder, `${temporary}-old`).catch(() => {});
  await rename(temporary, folder).catch((error) => {
    if (!['EEXIST', 'ENOTEMPTY', 'EPERM'].includes(error.code)) throw error;
  });
  await rm(`${temporary}-old`, { recursive: true, force: true });
}

/**
 * @param {readonly string[]} inputs
 * @param {readonly string[]} sources
 */
function refuseUnknown(inputs, sources) {
  const known = new Set(sources.map((file) => file.split(path.sep).join('/')));
  const unknown = inputs.filter((file) => !known.has(file) && !file.includes('node_modules/'));
  if (unknown.length > 0) throw new Error(`not hashed: ${unknown.join(', ')}`);
}

const UNFINISHED = 'new-';
const KEPT_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * Removes the bundles of former sources, and what killed builds have not finished. Younger ones stay, since a build
 * that still runs may load from them.
 */
async function removeOld(/** @type {string} */ parent) {
  for (const name of await readdir(parent)) {
    const folder = path.join(parent, name);
    const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: Date.now() })); // another build was faster
    const isOld = name.startsWith(UNFINISHED) ? !isRunning(name) : Date.now() - mtimeMs > KEPT_MS;
    if (isOld) await rm(folder, { recursive: true, force: true });
  }
}

/** Whether the process that the folder's name numbers runs. */
function isRunning(/** @type {string} */ name) {
  try {
    return process.kill(Number(name.split('-')[1]), 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
