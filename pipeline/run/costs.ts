import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { UserError } from '../base/errors.ts';
import { PUBLISHED } from '../data/catalogue.ts';
import type { Experiment } from '../model/experiment.ts';
import { costOf } from './run.ts';

const costs = z.record(z.string(), z.number().positive());
/** Seconds of one run, by experiment, all measured in one build. */
export type Costs = Readonly<z.infer<typeof costs>>;

const FILE = 'experiments/costs.json';

/**
 * Reads the measured costs. The file is `secondsPerRun` of the run.json of a cold build, committed: every machine must
 * cut the same shards, so that a build's own clock cannot decide.
 */
export async function readCosts(root: string): Promise<Costs> {
  const parsed = costs.safeParse(JSON.parse(await readFile(path.join(root, FILE), 'utf8')));
  if (parsed.success) return parsed.data;
  const { path: place, message } = parsed.error.issues[0]!;
  throw new UserError(`invalid costs: ${FILE}: ${place.join('.')}: ${message}; restore it`);
}

/** What one run of each experiment costs: as measured, or else by the estimate, scaled by the others. */
export function costEstimator(known: Costs, experiments: readonly Experiment[]) {
  const measured = experiments.filter(({ id }) => known[id] !== undefined);
  const total = (of: (experiment: Experiment) => number) =>
    measured.reduce((sum, experiment) => sum + of(experiment), 0);
  const secondsEach = measured.length === 0 ? 1 : total(({ id }) => known[id]!) / total(estimate);
  return (experiment: Experiment): number => known[experiment.id] ?? secondsEach * estimate(experiment);
}

/** On the published data, so that data at hand do not move an experiment to another shard. */
const estimate = ({ config }: Experiment) => costOf(config, PUBLISHED[config.subject].sizes.train);
