import { explainDifference } from '../cache/explain.ts';
import { codeDigest, type RunIdentity, runIdentity } from '../cache/key.ts';
import { readSources, type Sources } from '../cache/source.ts';
import type { Store } from '../cache/store.ts';
import type { EngineIdentity, EngineName } from '../model/engine.ts';
import type { RunRecord } from '../model/run-record.ts';
import { formMistakes, formOf } from './form.ts';
import { modulesOf, type Run, trainingCode } from './run.ts';

/** A cell, and all that can change its numbers. */
export type IdentifiedRun = Run & { readonly identity: RunIdentity };

/** What the cache knows of a cell: `fresh` needs no training, `stale` says what has changed since. */
export type PlannedRun = IdentifiedRun &
  (
    | { readonly state: 'fresh'; readonly run: RunRecord }
    | { readonly state: 'stale'; readonly changes: readonly string[] }
    | { readonly state: 'missing' }
  );

/** What decides which code trains. */
export type Trained = Pick<Run, 'experiment' | 'trainer'>;

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
  runs: readonly Trained[],
  engine: EngineName,
): Promise<string> {
  const modules = runs.flatMap((run) => modulesOf(trainingCode(run, engine), root));
  const sources = await readSources(root, modules);
  return codeDigest(await sources.digest(modules));
}

/** Reads the training code of every cell, in the given order. */
export async function identifyRuns(
  cells: readonly Run[],
  { root, engine, store }: IdentifyOptions,
): Promise<IdentifiedRun[]> {
  const modules = cells.flatMap((cell) => modulesOf(trainingCode(cell, engine.name), root));
  const sources = await readSources(root, modules, store);
  return Promise.all(cells.map((cell) => identifyRun(cell, { root, engine, sources })));
}

/** The sources must hold the cell's training modules. */
export async function identifyRun(
  cell: Run,
  { root, engine, sources }: Pick<IdentifyOptions, 'root' | 'engine'> & { sources: Pick<Sources, 'digest'> },
): Promise<IdentifiedRun> {
  const { experiment, seed, location, trainer } = cell;
  const { name, digests } = location.record;
  const source = await sources.digest(modulesOf(trainingCode(cell, engine.name), root));
  const data = { name, digests };
  return {
    ...cell,
    identity: runIdentity({
      config: experiment.config,
      trainer: trainer.version,
      seed,
      data,
      engine,
      source,
    }),
  };
}

/** Cells that are looked up at once: thousands would meet the system's limit of open files. */
const AT_ONCE = 64;

/** Looks every cell up in the cache, in the given order. */
export async function planRuns(cells: readonly IdentifiedRun[], options: PlanOptions): Promise<PlannedRun[]> {
  const planned: PlannedRun[] = [];
  for (let from = 0; from < cells.length; from += AT_ONCE) {
    const some = cells.slice(from, from + AT_ONCE);
    const found = await Promise.all(some.map((cell) => lookUp(cell, options)));
    planned.push(...found.map((state, index) => ({ ...some[index]!, ...state })));
  }
  return planned;
}

/** What the cache has of the run; null for what is not there or has not the form of such a run. */
export function findRun(run: IdentifiedRun, store: Pick<Store, 'readRun'>): Promise<RunRecord | null> {
  return store.readRun(run.identity, (found) => formMistakes(found, formOf(run)).length === 0);
}

async function lookUp(cell: IdentifiedRun, { store, useCache }: PlanOptions) {
  const { experiment, identity } = cell;
  if (!useCache) return { state: 'missing' } as const;
  const run = await findRun(cell, store);
  if (run) return { state: 'fresh', run } as const;
  const last = await store.lastIdentity(experiment.id, identity);
  const changes = last ? explainDifference(last, identity) : [];
  return changes.length > 0 ? ({ state: 'stale', changes } as const) : ({ state: 'missing' } as const);
}
