import { type Code, openCode } from '../cache/code.ts';
import { explainDifference } from '../cache/explain.ts';
import { digestOf, type RunOrigin, runIdentity } from '../cache/key.ts';
import type { Store } from '../cache/store.ts';
import type { EngineIdentity, EngineName } from '../model/engine.ts';
import type { RunRecord } from '../model/run-record.ts';
import { formMistakes, formOf } from './form.ts';
import { type Run, trainingCode } from './run.ts';

/** A run, and all that can change its numbers. */
export type IdentifiedRun = Run & RunOrigin;

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
  readonly engine: EngineIdentity;
  readonly code: Pick<Code, 'digest' | 'files'>;
}

interface PlanOptions {
  readonly store: Store;
  /** False for a cold build: every run counts as missing. */
  readonly useCache: boolean;
}

/** SHA-256 over the project's code that trains the experiments on the engine. */
export async function selectionDigest(
  root: string,
  trained: readonly Trained[],
  engine: EngineName,
): Promise<string> {
  const code = openCode(root);
  const digests = await Promise.all(trained.map((run) => code.digest(trainingCode(run, engine))));
  return digestOf([...new Set(digests.map((digest) => digest.code))].sort());
}

/** Reads the training code of every run, in the given order. */
export function identifyRuns(
  runs: readonly Run[],
  { root, engine, store }: { readonly root: string; readonly engine: EngineIdentity; readonly store: Store },
): Promise<IdentifiedRun[]> {
  const code = openCode(root, store);
  return Promise.all(runs.map((run) => identifyRun(run, { engine, code })));
}

/** Finds what the run would be made from here. */
export async function identifyRun(run: Run, { engine, code }: IdentifyOptions): Promise<IdentifiedRun> {
  const { experiment, seed, location, trainer } = run;
  const { name, digests } = location.record;
  const entries = trainingCode(run, engine.name);
  const [source, files] = await Promise.all([code.digest(entries), code.files(entries)]);
  const { config } = experiment;
  const data = { name, digests };
  return {
    ...run,
    files,
    identity: runIdentity({ config, trainer: trainer.version, seed, data, engine, source }),
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
  const { experiment, identity, files } = cell;
  if (!useCache) return { state: 'missing' } as const;
  const run = await findRun(cell, store);
  if (run) return { state: 'fresh', run } as const;
  const last = await store.lastOrigin(experiment.id, identity);
  const changes = last ? explainDifference(last, { identity, files }) : [];
  return changes.length > 0 ? ({ state: 'stale', changes } as const) : ({ state: 'missing' } as const);
}
