import { readFileSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { writeWhole } from './processes/whole-file.js';

/** The packages that every command loads. All others stay where they are: some bring native code or files. */
const BUNDLED = [
  'cacache',
  'canonicalize',
  'cli-progress',
  'commander',
  'd3-random',
  'fastest-levenshtein',
  'picomatch',
  'seedrandom',
  'write-file-atomic',
  'zod',
];

/** What is not of the bundle is imported by whoever runs it, since a script that V8 has compiled before cannot. */
const IMPORT_OF_OTHERS = /\bimport\((?=[^)'"]|['"][^.)])/g;

/** Modules keep the address that they have as sources: they find templates and the worker by it. */
const ownAddresses = {
  name: 'own addresses',
  /** @param {import('esbuild').PluginBuild} build */
  setup({ onLoad, onResolve }) {
    onLoad({ filter: /\.ts$/ }, ({ path: file }) => ({
      contents: readFileSync(file, 'utf8')
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(file).href))
        .replace(IMPORT_OF_OTHERS, 'importModule('),
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
 * How the command line and the study become one CommonJS module, which exports what both do.
 * @param {{ root: string, modules: { study: string, cli: string } }} options
 * @returns {import('esbuild').BuildOptions & { metafile: true, write: false }}
 */
export const bundleOptions = ({ root, modules: { study, cli } }) => ({
  absWorkingDir: root,
  stdin: {
    contents: `export { default as study } from ${JSON.stringify(study)};\nexport * from ${JSON.stringify(cli)};\n`,
    resolveDir: root,
    sourcefile: ENTRY,
    loader: 'js',
  },
  outfile: 'cli.cjs',
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  plugins: [ownAddresses],
  metafile: true,
  write: false,
  logLevel: 'silent',
});

/**
 * Writes the bundle into the file. Throws if that fails, and if the bundle holds a module that is not among `sources`,
 * since the name of the file's folder would then not cover it.
 * @param {{ root: string, modules: { study: string, cli: string }, sources: readonly string[], file: string }} options
 */
export async function writeBundle({ root, modules, sources, file }) {
  const { metafile, outputFiles } = await build(bundleOptions({ root, modules }));
  refuseUnknown(Object.keys(metafile.inputs), sources);
  writeWhole(file, /** @type {import('esbuild').OutputFile} */ (outputFiles[0]).contents);
  await removeOld(path.dirname(path.dirname(file)));
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

const KEPT_MS = 7 * 24 * 60 * 60 * 1000;

/** Removes the bundles of former sources. Younger ones stay: somebody may go back and forth between two branches. */
async function removeOld(/** @type {string} */ parent) {
  for (const name of await readdir(parent)) {
    const folder = path.join(parent, name);
    const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: Date.now() })); // another build was faster
    if (Date.now() - mtimeMs > KEPT_MS) await rm(folder, { recursive: true, force: true });
  }
}
