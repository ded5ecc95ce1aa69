import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build, type Metafile, transform } from 'esbuild';

/** The code that a stage runs: its own files, and the packages that they import. */
export interface SourceDigest {
  /** SHA-256 of each file, comments, types and white space left out, by path from the project's root. */
  readonly files: Readonly<Record<string, string>>;
  /** Version of each imported package; `absent` for an optional one that is not installed. */
  readonly packages: Readonly<Record<string, string>>;
}

/**
 * Digests of all modules that the entry modules reach, so that an edit makes stale what it can change and
 * nothing else. `digest` takes paths from the project's root; all of them must be among `entries`.
 */
export async function readSources(root: string, entries: readonly string[]) {
  const metafile = await moduleGraph(root, entries);
  const digests = new Map<string, Promise<string>>();
  const versions = new Map<string, Promise<string>>();
  const memo = <T>(known: Map<string, T>, key: string, make: (key: string) => T): T => {
    const value = known.get(key) ?? make(key);
    known.set(key, value);
    return value;
  };

  return {
    async digest(stage: readonly string[]): Promise<SourceDigest> {
      const { files, packages } = reach(metafile, stage);
      const hashed = files.map((file) => memo(digests, file, () => hashCode(root, file)));
      const installed = packages.map((name) => memo(versions, name, () => installedVersion(root, name)));
      return {
        files: zip(files, await Promise.all(hashed)),
        packages: zip(packages, await Promise.all(installed)),
      };
    },
  };
}

async function moduleGraph(root: string, entries: readonly string[]): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints: [...new Set(entries)],
    absWorkingDir: root,
    outdir: '.',
    bundle: true,
    write: false,
    metafile: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  });
  return metafile;
}

/** Everything that the entries import, directly or not, sorted. */
function reach({ inputs }: Metafile, entries: readonly string[]): { files: string[]; packages: string[] } {
  const files = new Set<string>(entries);
  const packages = new Set<string>();
  for (const file of files) {
    for (const { path: target, external } of inputs[file]!.imports) {
      if (!external) files.add(target);
      else if (!target.startsWith('node:')) packages.add(packageName(target));
    }
  }
  return { files: [...files].sort(), packages: [...packages].sort() };
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

async function hashCode(root: string, file: string): Promise<string> {
  const source = await readFile(path.join(root, file), 'utf8');
  const { code } = await transform(source, { loader: 'ts', minifyWhitespace: true, legalComments: 'none' });
  return createHash('sha256').update(code).digest('hex');
}

async function installedVersion(root: string, name: string): Promise<string> {
  try {
    const manifest = await readFile(path.join(root, 'node_modules', name, 'package.json'), 'utf8');
    return JSON.parse(manifest).version;
  } catch {
    return 'absent';
  }
}

function zip(keys: readonly string[], values: readonly string[]): Record<string, string> {
  return Object.fromEntries(keys.map((key, index) => [key, values[index]!]));
}
