import { explainDifference } from '../cache/explain.ts';
import { codeDigest, type RunIdentity, runIdentity } from '../cache/key.ts';
import { readSources, type Sources } from '../cache/source.ts';
import type { Store } from '../cache/store.ts';
import type { EngineIdentity, EngineName } from '../model/engine.ts';
import type { Experiment } from '../model/experiment.ts';
import type { RunRecord } from '../model/run-record.ts';
import { type Cell, trainingModules } from './run.ts';

/** A cell, and all that can change its numbers. */
export type IdentifiedCell = Cell & { readonly identity: RunIdentity };

/** What the cache knows of a cell: `fresh` needs no training, `stale` says what has changed since. */
export type PlannedCell = IdentifiedCell &
  (
    | { readonly state: 'fresh'; readonly run: RunRecord }
    | { readonly state: 'stale'; readonly changes: readonly string[] }
    | { readonly state: 'missing' }
  );

interface IdentifyOptions {
  readonly root: string;
  readonly engine: EngineIdentity;
  readonly store: Store;
}

interface PlanOptions {
  readonly store: Store;
  /** False for a cold build: every cell counts as missing. */
  readonly useCache: boolean;
}

/** SHA-256 of the project's code that trains the experiments on the engine. */
export async function selectionDigest(
  root: string,
  experiments: readonly Experiment[],
  engine: EngineName,
): Promise<string> {
  const modules = experiments.flatMap(({ config }) => trainingModules(config, engine));
  const sources = await readSources(root, modules);
  return codeDigest(await sources.digest(modules));
}

/** Reads the training code of every cell, in the given order. */
export async function identifyCells(
  cells: readonly Cell[],
  { root, engine, store }: IdentifyOptions,
): Promise<IdentifiedCell[]> {
  const modules = cells.flatMap(({ experiment: { config } }) => trainingModules(config, engine.name));
  const sources = await readSources(root, modules, store);
  return Promise.all(cells.map((cell) => identifyCell(cell, engine, sources)));
}

/** The sources must hold the cell's training modules. */
export async function identifyCell(
  cell: Cell,
  engine: EngineIdentity,
  sources: Pick<Sources, 'digest'>,
): Promise<IdentifiedCell> {
  const { experiment, seed, location } = cell;
  const { name, digests } = location.record;
  const source = await sources.digest(trainingModules(experiment.config, engine.name));
  const data = { name, digests };
  return { ...cell, identity: runIdentity({ config: experiment.config, seed, data, engine, source }) };
}

/** Cells that are looked up at once: thousands would meet the system's limit of open files. */
const AT_ONCE = 64;

/** Looks every cell up in the cache, in the given order. */
export async function planCells(
  cells: readonly IdentifiedCell[],
  options: PlanOptions,
): Promise<PlannedCell[]> {
  const planned: PlannedCell[] = [];
  for (let from = 0; from < cells.length; from += AT_ONCE) {
    const some = cells.slice(from, from + AT_ONCE);
    const found = await Promise.all(some.map((cell) => lookUp(cell, options)));
    planned.push(...found.map((state, index) => ({ ...some[index]!, ...state })));
  }
  return planned;
}

async function lookUp({ experiment, identity }: IdentifiedCell, { store, useCache }: PlanOptions) {
  if (!useCache) return { state: 'missing' } as const;
  const run = await store.readRun(identity);
  if (run) return { state: 'fresh', run } as const;
  const last = await store.lastIdentity(experiment.id, identity);
  const changes = last ? explainDifference(last, identity) : [];
  return changes.length > 0 ? ({ state: 'stale', changes } as const) : ({ state: 'missing' } as const);
}
