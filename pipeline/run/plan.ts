import type { Experiment } from '../../experiments/experiment.ts';
import { explainDifference } from '../cache/explain.ts';
import { codeDigest, type RunIdentity, runIdentity } from '../cache/key.ts';
import { readSources } from '../cache/source.ts';
import type { Store } from '../cache/store.ts';
import type { EngineIdentity, EngineName } from '../engine/engine.ts';
import type { RunRecord } from '../engine/history.ts';
import { type Cell, trainingModules } from './cell.ts';

/** What the cache knows of a cell: `fresh` needs no training, `stale` says what has changed since. */
export type PlannedCell = Cell & { readonly identity: RunIdentity } & (
    | { readonly state: 'fresh'; readonly run: RunRecord }
    | { readonly state: 'stale'; readonly changes: readonly string[] }
    | { readonly state: 'missing' }
  );

export interface PlanOptions {
  readonly root: string;
  readonly engine: EngineIdentity;
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

/** Looks every cell up in the cache, in the given order. */
export async function planCells(cells: readonly Cell[], options: PlanOptions): Promise<PlannedCell[]> {
  const modulesOf = (cell: Cell) => trainingModules(cell.experiment.config, options.engine.name);
  const sources = await readSources(options.root, cells.flatMap(modulesOf), options.store);
  return Promise.all(
    cells.map(async (cell) => {
      const { name, digests } = cell.location.record;
      const identity = runIdentity({
        config: cell.experiment.config,
        seed: cell.seed,
        data: { name, digests },
        engine: options.engine,
        source: await sources.digest(modulesOf(cell)),
      });
      return { ...cell, identity, ...(await lookUp(cell, identity, options)) };
    }),
  );
}

async function lookUp(cell: Cell, identity: RunIdentity, { store, useCache }: PlanOptions) {
  if (!useCache) return { state: 'missing' } as const;
  const run = await store.readRun(identity);
  if (run) return { state: 'fresh', run } as const;
  const last = await store.lastIdentity(cell.experiment.id, cell.seed);
  const changes = last ? explainDifference(last, identity) : [];
  return changes.length > 0 ? ({ state: 'stale', changes } as const) : ({ state: 'missing' } as const);
}
