import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Metafile, Plugin } from 'esbuild';
import * as z from 'zod';

const digests = z.record(z.string(), z.string());

/** Modules by path from the project's root, with forward slashes. */
export const moduleGraph = z.strictObject({
  /** SHA-256 of every file that was read to find the rest: as long as these are the same, so is the rest. */
  bytes: digests,
  /** SHA-256 of each module's code: comments, types and white space left out. */
  code: digests,
  /** The modules and packages that each module imports. */
  imports: z.record(
    z.string(),
    z.strictObject({ modules: z.array(z.string()), packages: z.array(z.string()) }),
  ),
});
export type ModuleGraph = z.infer<typeof moduleGraph>;

/** Beside the modules, what decides how they are found and what code they become. */
const SETTINGS = ['package.json', 'tsconfig.json', 'node_modules/esbuild/package.json'];

/** All modules that the entries reach, directly or not, found by esbuild. */
export async function findModules(root: string, entries: readonly string[]): Promise<ModuleGraph> {
  const settings = await mapValues(SETTINGS, (file) => digestFile(root, file));
  const { inputs, sources } = await bundle(root, entries);
  const modules = Object.keys(inputs).sort();
  return {
    bytes: { ...settings, ...(await mapValues(modules, async (file) => sha256(sources.get(file)!))) },
    code: await mapValues(modules, (file) => digestCode(sources.get(file)!)),
    imports: await mapValues(modules, async (file) => importsOf(inputs[file]!)),
  };
}

/** Whether `findModules` would find the same again. */
export async function isCurrent(root: string, { bytes }: ModuleGraph): Promise<boolean> {
  const now = await mapValues(Object.keys(bytes), (file) => digestFile(root, file));
  return Object.entries(bytes).every(([file, digest]) => now[file] === digest);
}

/** Bundles without writing. Each file is read once, so that all that is said of it is said of the same bytes. */
async function bundle(root: string, entries: readonly string[]) {
  const { build } = await import('esbuild');
  const sources = new Map<string, Buffer>();
  const readOnce: Plugin = {
    name: 'read once',
    setup({ onLoad }) {
      onLoad({ filter: /.*/ }, async ({ path: file }) => {
        const contents = await readFile(file);
        sources.set(path.relative(root, file).split(path.sep).join('/'), contents);
        return { contents, loader: 'default' };
      });
    },
  };
  const { metafile } = await build({
    entryPoints: [...entries],
    absWorkingDir: root,
    outdir: '.',
    bundle: true,
    write: false,
    metafile: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
    plugins: [readOnce],
  });
  return { inputs: metafile.inputs, sources };
}

function importsOf({ imports }: Metafile['inputs'][string]): ModuleGraph['imports'][string] {
  const packages = imports.filter(({ external, path: target }) => external && !target.startsWith('node:'));
  return {
    modules: imports.filter(({ external }) => !external).map(({ path: target }) => target),
    packages: packages.map(({ path: target }) => packageName(target)),
  };
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

async function digestCode(source: Buffer): Promise<string> {
  const { transform } = await import('esbuild');
  const { code } = await transform(source, { loader: 'ts', minifyWhitespace: true, legalComments: 'none' });
  return sha256(code);
}

/** `absent` where there is no such file. */
async function digestFile(root: string, file: string): Promise<string> {
  try {
    return sha256(readFileSync(path.join(root, file)));
  } catch {
    return 'absent';
  }
}

const sha256 = (content: Buffer | string) => createHash('sha256').update(content).digest('hex');

async function mapValues<T>(keys: readonly string[], compute: (key: string) => Promise<T>) {
  const entries = keys.map(async (key): Promise<[string, T]> => [key, await compute(key)]);
  return Object.fromEntries(await Promise.all(entries));
}
