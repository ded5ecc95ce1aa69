import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { digestOf } from './key.ts';
import { findModules, isCurrent, type ModuleGraph, moduleGraph } from './modules.ts';
import type { Store } from './store.ts';

/** The code that a stage runs: its own files, and the packages that they import. */
export interface SourceDigest {
  /** SHA-256 of each file, comments, types and white space left out, by path from the project's root. */
  readonly files: Readonly<Record<string, string>>;
  /** Version of each imported package; `absent` for an optional one that is not installed. */
  readonly packages: Readonly<Record<string, string>>;
}

/** Keeps what was found from build to build: finding it takes longer than all else when nothing changed. */
type Memory = Pick<Store, 'readArtefact' | 'writeArtefact'>;

const NO_MEMORY: Memory = { readArtefact: async () => null, writeArtefact: async () => {} };

export interface Sources {
  /** Takes paths from the project's root, all of them among the entries. The same paths, the same object. */
  digest(stage: readonly string[]): Promise<SourceDigest>;
  /** Whether all of it, packages included, still is as it was read. */
  isUnchanged(): Promise<boolean>;
}

/**
 * Digests of all modules that the entry modules reach, so that an edit makes stale what it can change and
 * nothing else.
 */
export async function readSources(
  root: string,
  entries: readonly string[],
  memory = NO_MEMORY,
): Promise<Sources> {
  const graph = await recallModules(root, [...new Set(entries)].sort(), memory);
  const versions = new Map<string, Promise<string>>();
  const versionOf = (name: string) => {
    const version = versions.get(name) ?? installedVersion(root, name);
    versions.set(name, version);
    return version;
  };
  const digests = new Map<string, Promise<SourceDigest>>();
  const digest = async (stage: readonly string[]): Promise<SourceDigest> => {
    const { files, packages } = reach(graph, stage);
    const installed = await Promise.all(packages.map(versionOf));
    return {
      files: Object.fromEntries(files.map((file) => [file, graph.code[file]!])),
      packages: Object.fromEntries(packages.map((name, index) => [name, installed[index]!])),
    };
  };
  return {
    async isUnchanged() {
      const read = await Promise.all([...versions].map(async ([name, version]) => [name, await version]));
      const now = await Promise.all(read.map(([name]) => installedVersion(root, name!)));
      return now.every((version, index) => version === read[index]![1]) && isCurrent(root, graph);
    },
    digest(stage) {
      const key = stage.join();
      const known = digests.get(key) ?? digest(stage);
      digests.set(key, known);
      return known;
    },
  };
}

/** The modules as they were last found if not a byte has changed since, else found anew. */
async function recallModules(root: string, entries: readonly string[], memory: Memory): Promise<ModuleGraph> {
  const key = `modules:${digestOf(entries)}`;
  const known = await memory.readArtefact(key);
  const recalled = moduleGraph.safeParse(known && JSON.parse(known.toString('utf8')));
  if (recalled.success && (await isCurrent(root, recalled.data))) return recalled.data;
  const found = await findModules(root, entries);
  await memory.writeArtefact(key, Buffer.from(JSON.stringify(found)));
  return found;
}

/** Everything that the entries import, directly or not, sorted. */
function reach(
  { imports }: ModuleGraph,
  entries: readonly string[],
): { files: string[]; packages: string[] } {
  const files = new Set<string>(entries);
  const packages = new Set<string>();
  for (const file of files) {
    for (const target of imports[file]!.modules) files.add(target);
    for (const name of imports[file]!.packages) packages.add(name);
  }
  return { files: [...files].sort(), packages: [...packages].sort() };
}

async function installedVersion(root: string, name: string): Promise<string> {
  try {
    const manifest = await readFile(path.join(root, 'node_modules', name, 'package.json'), 'utf8');
    return JSON.parse(manifest).version;
  } catch {
    return 'absent';
  }
}
