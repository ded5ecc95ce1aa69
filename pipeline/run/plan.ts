import picomatch from 'picomatch';
import { UserError } from '../base/errors.ts';
import { hintAt } from '../base/text.ts';
import { type Code, openCode } from '../cache/code.ts';
import { explainDifference } from '../cache/explain.ts';
import { digestOf, type RunOrigin, runIdentity } from '../cache/key.ts';
import type { Store } from '../cache/store.ts';
import type { EngineIdentity, EngineName } from '../model/engine.ts';
import type { Experiment } from '../model/experiment.ts';
import type { Scale } from '../model/results.ts';
import type { RunRecord } from '../model/run-record.ts';
import type { Trainers } from '../model/trainer.ts';
import { formMistakes, formOf } from './form.ts';
import { type Run, trainingCode } from './run.ts';

/** A run, and all that can change its numbers. */
export type IdentifiedRun = Run & RunOrigin;

/** What the cache knows of a run: `fresh` needs no training, `stale` says what has changed since. */
export type PlannedRun = IdentifiedRun &
  (
    | { readonly state: 'fresh'; readonly run: RunRecord }
    | { readonly state: 'stale'; readonly changes: readonly string[] }
    | { readonly state: 'missing' }
  );

/** What decides which code trains. */
type Trained = Pick<Run, 'experiment' | 'trainer'>;

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
  const known = new Map<Experiment, Promise<IdentifiedRun>>();
  const identify = async (run: Run): Promise<IdentifiedRun> => {
    const first = known.get(run.experiment) ?? identifyRun(run, { engine, code });
    known.set(run.experiment, first);
    const { files, identity } = await first; // seeds of one experiment differ in nothing else
    return { ...run, files, identity: { ...identity, seed: run.seed } };
  };
  return Promise.all(runs.map(identify));
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

/** Looks every run up in the cache, in the given order. */
export async function planRuns(runs: readonly IdentifiedRun[], options: PlanOptions): Promise<PlannedRun[]> {
  const planned: PlannedRun[] = [];
  for (let from = 0; from < runs.length; from += AT_ONCE) {
    const some = runs.slice(from, from + AT_ONCE);
    const found = await Promise.all(some.map((run) => lookUp(run, options)));
    planned.push(...found.map((state, index) => ({ ...some[index]!, ...state })));
  }
  return planned;
}

/** What the cache has of the run; null for what is not there or has not the form of such a run. */
export function findRun(run: IdentifiedRun, store: Pick<Store, 'readRun'>): Promise<RunRecord | null> {
  return store.readRun(run.identity, (found) => formMistakes(found, formOf(run)).length === 0);
}

async function lookUp(run: IdentifiedRun, { store, useCache }: PlanOptions) {
  const { experiment, identity, files } = run;
  if (!useCache) return { state: 'missing' } as const;
  const record = await findRun(run, store);
  if (record) return { state: 'fresh', run: record } as const;
  const last = await store.lastOrigin(experiment.id, identity);
  const changes = last ? explainDifference(last, { identity, files }) : [];
  return changes.length > 0 ? ({ state: 'stale', changes } as const) : ({ state: 'missing' } as const);
}

/** The experiments whose id matches one of the patterns (names or globs); all of them when there is none. */
export function selectExperiments(
  catalogue: readonly Experiment[],
  patterns: readonly string[],
): Experiment[] {
  const ids = catalogue.map(({ id }) => id);
  for (const pattern of patterns) {
    if (ids.some((id) => picomatch.isMatch(id, pattern))) continue;
    const next = pattern.includes(',')
      ? 'name one at a time, each with its own --only'
      : hintAt(pattern, ids);
    throw new UserError(`unknown experiment: ${pattern}; ${next}`);
  }
  return catalogue.filter(({ id }) => patterns.length === 0 || picomatch.isMatch(id, [...patterns]));
}

/** The experiment as it is run at this scale: as it is, or so small that it only shows that everything works. */
export function atScale(experiment: Experiment, scale: Scale, trainers: Trainers): Experiment {
  if (scale === 'full') return experiment;
  const trainer = trainers[experiment.config.family]!;
  return { ...experiment, config: trainer.quick(experiment.config) };
}

/** One of `count` parts of a run, counted from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/**
 * The shard's share of the items, in their order: the dearest first, each goes to the shard with the least to do so
 * far (Graham's longest-processing-time rule, at most 4/3 of the best balance). The same on every machine, since
 * costs are given; every item is in exactly one shard, and a shard can be empty.
 */
export function shardOf<Item>(
  items: readonly Item[],
  { index, count }: Shard,
  cost: (item: Item) => number,
): Item[] {
  const loads = new Array<number>(count).fill(0);
  const mine = new Set<Item>();
  for (const item of [...items].sort((a, b) => cost(b) - cost(a))) {
    const least = loads.indexOf(Math.min(...loads));
    loads[least]! += cost(item);
    if (least === index - 1) mine.add(item);
  }
  return items.filter((item) => mine.has(item));
}
