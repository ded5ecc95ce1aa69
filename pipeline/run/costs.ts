import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { UserError } from '../base/errors.ts';
import type { Experiment } from '../model/experiment.ts';
import type { Study } from '../study.ts';
import { estimateCost, type Run, shapeOf } from './run.ts';

const costs = z.record(z.string(), z.number().positive());
/** Seconds of one run, by experiment, all measured in one build. */
export type Costs = Readonly<z.infer<typeof costs>>;

/**
 * Reads the study's measured costs; none where it has no such file. The file is `secondsPerRun` of the run.json of a
 * cold build, committed: every machine must cut the same shards, so that a build's own clock cannot decide.
 */
export async function readCosts({ folder }: Pick<Study, 'folder'>): Promise<Costs> {
  const text = await readFile(new URL('costs.json', folder), 'utf8').catch(() => '{}');
  const parsed = costs.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  const { path: place, message } = parsed.error.issues[0]!;
  throw new UserError(`invalid costs: costs.json: ${place.join('.')}: ${message}; restore it`);
}

/** The estimate on the published data, so that data at hand do not move an experiment to another shard. */
const publishedCost =
  ({ trainers, dataSources }: Study) =>
  ({ config, dataset }: Experiment): number =>
    trainers[config.family]!.cost(config, shapeOf(dataSources[dataset]!));

/** What a run takes beside its steps, about: on 2,500 images at a tenth of the steps all runs take this long. */
const START_SECONDS = 1;

/**
 * Seconds that a run takes at any scale and on any data, on a machine like the one that measured; null where nothing
 * was measured.
 */
export function secondsEstimator(known: Costs, study: Study): ((run: Run) => number) | null {
  if (Object.keys(known).length === 0) return null;
  const secondsOf = costEstimator(known, study);
  const costOf = publishedCost(study);
  const whole = new Map(study.experiments.map((experiment) => [experiment.id, experiment]));
  return (run) => {
    const experiment = whole.get(run.experiment.id) ?? run.experiment;
    return START_SECONDS + (secondsOf(experiment) * estimateCost(run)) / costOf(experiment);
  };
}

/** What one run of each experiment costs: as measured, or else by the estimate, scaled by the others. */
export function costEstimator(known: Costs, study: Study) {
  const { experiments } = study;
  const estimate = publishedCost(study);
  const measured = experiments.filter(({ id }) => known[id] !== undefined);
  const total = (of: (experiment: Experiment) => number) =>
    measured.reduce((sum, experiment) => sum + of(experiment), 0);
  const secondsEach = measured.length === 0 ? 1 : total(({ id }) => known[id]!) / total(estimate);
  return (experiment: Experiment): number => known[experiment.id] ?? secondsEach * estimate(experiment);
}
