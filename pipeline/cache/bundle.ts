import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildFailure, BuildOptions, Plugin } from 'esbuild';
import { UserError } from '../base/errors.ts';
import { sha256 } from '../data/digest.ts';
import type { CodeEntry } from '../model/trainer.ts';

/** All code of the project that runs from some entries, in one text. */
export interface Bundle {
  readonly code: string;
  /** Every file that was read to make it, by path from the root, with forward slashes. */
  readonly sources: Readonly<Record<string, Buffer>>;
  /** Those of them that some of the code comes from, sorted. */
  readonly included: readonly string[];
}

/**
 * Bundles without writing: no types, comments, white space or unused exports; packages stay imports. Each file is read
 * once, so that all that is said of it is said of the same bytes. Throws a UserError for code that cannot be bundled.
 */
export async function bundleEntries(root: string, entries: readonly CodeEntry[]): Promise<Bundle> {
  const sources: Record<string, Buffer> = {};
  const { outputFiles, metafile } = await build({
    stdin: { contents: entryModule(root, entries), resolveDir: root },
    absWorkingDir: root,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'esnext',
    minifyWhitespace: true,
    // Names are rewritten anyhow (canonical.ts), but with long ones esbuild keeps the paths of modules, too.
    minifyIdentifiers: true,
    legalComments: 'none',
    plugins: [keepSources(root, sources)],
  });
  const [output] = Object.values(metafile.outputs);
  const included = Object.entries(output!.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return {
    code: outputFiles[0]!.text,
    sources,
    included: included
      .map(([file]) => file)
      .filter((file) => file in sources)
      .sort(),
  };
}

/** SHA-256 of a source without comments, types and white space, if it is code. */
export async function digestSource(file: string, source: Buffer): Promise<string> {
  if (!/\.[cm]?[jt]s$/.test(file)) return sha256(source);
  const { transform } = await import('esbuild');
  const { code } = await transform(source, { loader: 'ts', minifyWhitespace: true, legalComments: 'none' });
  return sha256(Buffer.from(code));
}

/** Path of a module from the root, with forward slashes. */
export function pathFromRoot(root: string, file: string): string {
  return path.relative(root, file).split(path.sep).join('/');
}

/** Uses all entries in their order; what they are called goes no further. */
function entryModule(root: string, entries: readonly CodeEntry[]): string {
  const imports = entries.map(({ module, name }, index) => {
    const file = `./${pathFromRoot(root, fileURLToPath(module))}`;
    return `import { ${JSON.stringify(name)} as entry${index} } from ${JSON.stringify(file)};`;
  });
  return `${imports.join('\n')}\nglobalThis.code = [${entries.map((_, index) => `entry${index}`)}];`;
}

function keepSources(root: string, sources: Record<string, Buffer>): Plugin {
  return {
    name: 'keep sources',
    setup({ onLoad }) {
      onLoad({ filter: /.*/ }, async ({ path: file }) => {
        const contents = await readFile(file);
        sources[pathFromRoot(root, file)] = contents;
        return { contents, loader: 'default' };
      });
    },
  };
}

async function build(options: BuildOptions) {
  const esbuild = await import('esbuild');
  try {
    return await esbuild.build({ ...options, write: false, metafile: true, logLevel: 'silent' });
  } catch (error) {
    const [first] = (error as Partial<BuildFailure>).errors ?? [];
    if (!first) throw error;
    const { file, line, column } = first.location ?? {};
    const place = first.location && file !== '<stdin>' ? `${file}:${line}:${column! + 1}: ` : '';
    throw new UserError(`invalid code: ${place}${first.text}`);
  }
}
