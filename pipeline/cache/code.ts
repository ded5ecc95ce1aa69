import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { sha256 } from '../data/digest.ts';
import type { CodeEntry } from '../model/trainer.ts';
import { bundleEntries, digestSource, pathFromRoot } from './bundle.ts';

/** What code a stage runs. */
export interface CodeDigest {
  /** SHA-256 of what the entries and all that they use do, wherever it stands and however it is spelled. */
  readonly code: string;
  /** Installed version of each package that the code imports; `absent` for an optional one that is not installed. */
  readonly packages: Readonly<Record<string, string>>;
}

/**
 * What runs from entries: esbuild bundles modules of the project, without comments, types and unused exports, and
 * canonical.ts rewrites the bundle so that names, files and the order of declarations leave no trace. These do count,
 * since code may see them when it runs: names of properties, and so the names that a module gives to an import() of
 * it; the order of statements that do something when they are loaded, and so the order of imports of two modules that
 * hold such; the order of the entries. Files that code reads by itself do not count: who runs it must digest them.
 *
 * With another version of esbuild everything is bundled anew, and digests change only if it writes code differently.
 */
export interface Code {
  /** Throws a UserError for code that cannot be bundled. The same entries, the same object. */
  digest(entries: readonly CodeEntry[]): Promise<CodeDigest>;
  /**
   * SHA-256 of each file of the project from which some of the entries' code comes, comments and types left out, by
   * path from the root. They tell what has changed; a key never depends on them.
   */
  files(entries: readonly CodeEntry[]): Promise<Readonly<Record<string, string>>>;
  /** Whether all of it, packages included, still is as it was read. */
  isUnchanged(): Promise<boolean>;
}

/** Keeps what was found from build to build: finding it takes longer than all else when nothing changed. */
interface Memory {
  readArtefact(key: string): Promise<Buffer | null>;
  writeArtefact(key: string, bytes: Uint8Array): Promise<void>;
}

const NO_MEMORY: Memory = { readArtefact: async () => null, writeArtefact: async () => {} };

/** Raised when the same code gets another digest. */
const FORM = 1;

const digests = z.record(z.string(), z.string());
const findings = z.strictObject({
  form: z.literal(FORM),
  /** SHA-256 of every file that was read to find the rest: as long as these are the same, so is the rest. */
  bytes: digests,
  files: digests,
  code: z.string(),
  packages: z.array(z.string()),
});
type Findings = z.infer<typeof findings>;

/** Beside the modules, what decides how they are found and what code they become. */
const SETTINGS = ['package.json', 'tsconfig.json', 'node_modules/esbuild/package.json'];

export function openCode(root: string, memory: Memory = NO_MEMORY): Code {
  const asRead = readOnce(root);
  const known = new Map<string, Promise<Findings & { digest: CodeDigest }>>();
  const find = (entries: readonly CodeEntry[]) => {
    const asked = JSON.stringify(entries);
    const found = known.get(asked) ?? findAndDigest(entries);
    known.set(asked, found);
    return found;
  };
  const findAndDigest = async (entries: readonly CodeEntry[]) => {
    const places = entries.map(({ module, name }) => [pathFromRoot(root, fileURLToPath(module)), name]);
    const key = `code:${digestJson(places)}`;
    const recalled = await recall(key, asRead, memory);
    const found = recalled ?? (await bundleAndDigest(root, entries));
    if (!recalled) await memory.writeArtefact(key, Buffer.from(JSON.stringify(found)));
    return { ...found, digest: { code: found.code, packages: fromKeys(found.packages, asRead.version) } };
  };
  return {
    digest: async (entries) => (await find(entries)).digest,
    files: async (entries) => (await find(entries)).files,
    async isUnchanged() {
      const now = readOnce(root);
      const all = await Promise.all(known.values());
      return all.every(
        ({ bytes, digest: { packages } }) => agrees(bytes, now.digest) && agrees(packages, now.version),
      );
    },
  };
}

/** What was found before, if not a byte has changed since; null if it was not, or is damaged. */
async function recall(key: string, { digest }: ReturnType<typeof readOnce>, memory: Memory) {
  const kept = await memory.readArtefact(key);
  try {
    const found = findings.parse(JSON.parse(String(kept)));
    return agrees(found.bytes, digest) ? found : null;
  } catch {
    return null;
  }
}

function agrees(record: Readonly<Record<string, string>>, now: (key: string) => string): boolean {
  return Object.entries(record).every(([key, value]) => now(key) === value);
}

/** Digests of files, by path from the root, and versions of packages; of each as it was when it was first asked for. */
function readOnce(root: string) {
  const read = <T>(file: string, use: (bytes: Buffer) => T): T | 'absent' => {
    try {
      return use(readFileSync(path.join(root, file)));
    } catch {
      return 'absent';
    }
  };
  return {
    digest: memoised((file) => read(file, sha256)),
    version: memoised((name): string =>
      read(`node_modules/${name}/package.json`, (bytes) => JSON.parse(bytes.toString('utf8')).version),
    ),
  };
}

function memoised<T>(compute: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    if (!known.has(key)) known.set(key, compute(key));
    return known.get(key)!;
  };
}

async function bundleAndDigest(root: string, entries: readonly CodeEntry[]): Promise<Findings> {
  const settings = fromKeys(SETTINGS, readOnce(root).digest);
  const { canonicalBundle } = await import('./canonical.ts'); // loads a parser
  const { code, sources, included } = await bundleEntries(root, entries);
  const { text, imports } = canonicalBundle(code);
  const files = included.map(async (file) => [file, await digestSource(file, sources[file]!)]);
  return {
    form: FORM,
    bytes: { ...settings, ...fromKeys(Object.keys(sources), (file) => sha256(sources[file]!)) },
    files: Object.fromEntries(await Promise.all(files)),
    code: digestJson([text, imports]),
    packages: [...new Set(imports.map(packageName))],
  };
}

const digestJson = (value: unknown) => sha256(Buffer.from(JSON.stringify(value)));

function fromKeys<T>(keys: readonly string[], compute: (key: string) => T): Record<string, T> {
  return Object.fromEntries(keys.map((key) => [key, compute(key)]));
}

function packageName(specifier: string): string {
  const parts = specifier.split('/');
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}
