import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { UserError } from '../base/errors.ts';
import { tryParseJson } from '../base/json.ts';
import type { EngineName } from '../model/engine.ts';
import type { Experiment } from '../model/experiment.ts';
import type { Study } from '../study.ts';
import { type Run, shapeOf } from './run.ts';

const costs = z.record(z.string(), z.number().positive());
/** Seconds of one run, by experiment, all measured in one build. */
export type Costs = Readonly<z.infer<typeof costs>>;

/**
 * Reads the study's measured costs; none where it has no such file. The file is `secondsPerRun` of the run.json of a
 * cold build, committed: every machine must cut the same shards, so that a build's own clock cannot decide.
 */
export async function readCosts({ folder }: Pick<Study, 'folder'>): Promise<Costs> {
  const text = await readFile(new URL('costs.json', folder), 'utf8').catch(() => '{}');
  const parsed = costs.safeParse(tryParseJson(text));
  if (parsed.success) return parsed.data;
  const { path: place, message } = parsed.error.issues[0]!;
  throw new UserError(`invalid costs: costs.json: ${place.join('.')}: ${message}; restore it`);
}

/**
 * Seconds for a unit of cost on one AVX2 core that does nothing else: an iteration of 1.62e10 units took 0.498 s.
 * Source: report/reference/bench.json, a full-batch iteration with 300 hidden neurons on 60,000 images.
 */
const SECONDS_PER_UNIT = 0.498 / 1.62e10;
/** What a run takes beside its steps, about: on a few images with a tenth of the steps all runs take this long. */
const START_SECONDS = 1;
/** By how much an engine is slower than the one that was measured. Source: as above. */
const SLOWER: Readonly<Record<EngineName, number>> = { tensorflow: 1.4, onnxruntime: 1, wasm: 6 };

/** About how long a run takes; on the published data, at full scale, where only its experiment is known. */
export function estimateSeconds(
  run: Pick<Run, 'experiment'> & Partial<Run>,
  { study, engine }: { readonly study: Study; readonly engine: EngineName },
): number {
  const record = run.location?.record ?? study.dataSources[run.experiment.dataset]!;
  const { config } = run.experiment;
  const cost = study.trainers[config.family]!.cost(config, shapeOf(record));
  return START_SECONDS + cost * SECONDS_PER_UNIT * SLOWER[engine];
}

/** What a small run takes once its process is up, about: source: b-model1 at quick scale on two cores. */
const NEXT_RUN_SECONDS = 0.1;

/** As `estimateSeconds`, for runs whose processes are up; good up to a factor, which whoever watches them train learns. */
export const estimateWork = (run: Run, where: Parameters<typeof estimateSeconds>[1]): number =>
  estimateSeconds(run, where) - START_SECONDS + NEXT_RUN_SECONDS;

/** How long runs take side by side. */
export const sideBySide = (seconds: readonly number[], workers: number): number =>
  Math.max(0, ...seconds, seconds.reduce((sum, each) => sum + each, 0) / workers);

/** What one run of each experiment costs, beside the others: as measured, or else by the estimate, scaled by them. */
export function costEstimator(known: Costs, { experiments, trainers, dataSources }: Study) {
  /** On the published data, so that data at hand do not move an experiment to another shard. */
  const estimate = ({ config, dataset }: Experiment): number =>
    trainers[config.family]!.cost(config, shapeOf(dataSources[dataset]!));
  const measured = experiments.filter(({ id }) => known[id] !== undefined);
  const total = (of: (experiment: Experiment) => number) =>
    measured.reduce((sum, experiment) => sum + of(experiment), 0);
  const secondsEach = measured.length === 0 ? 1 : total(({ id }) => known[id]!) / total(estimate);
  return (experiment: Experiment): number => known[experiment.id] ?? secondsEach * estimate(experiment);
}
