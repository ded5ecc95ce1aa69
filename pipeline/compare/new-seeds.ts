import * as z from 'zod';
import { judgeTogether, type Residual } from '../bands/together.ts';
import { normalScore } from '../base/distributions.ts';
import { mean, sampleStandardDeviation } from '../base/statistics.ts';
import type { CheckRecord } from '../model/check.ts';
import { metricValue, metricWords } from '../model/experiment.ts';
import type { Measurements } from '../model/results.ts';
import { hasNewSeed } from '../reference/check.ts';

/** What is watched over the nights. */
const WATCHED = ['test.accuracy', 'test.loss'] as const;
/** What a chart is kept of: one for each experiment. */
const CHARTED = 'test.loss';

/** A run of a seed that the reference does not have. Values are fractions and nats. */
export const newRun = z.strictObject({
  experiment: z.string(),
  seed: z.int(),
  values: z.partialRecord(z.enum(WATCHED), z.number()),
});
export type NewRun = z.infer<typeof newRun>;

/** Tonight's runs that the reference has but for their seeds. */
export function newRunsOf(tonight: Measurements, checks: readonly CheckRecord[]): NewRun[] {
  return checks.filter(hasNewSeed).map(({ experiment, seed }) => {
    const run = tonight.experiments[experiment]!.replicates.find((replicate) => replicate.seed === seed)!;
    const values = WATCHED.flatMap((metric) => {
      const value = metricValue(run.final, metric);
      return value === undefined ? [] : [[metric, value] as const];
    });
    return { experiment, seed, values: Object.fromEntries(values) };
  });
}

/** What is known of runs with other seeds. */
export interface Experience {
  readonly reference: Measurements;
  /** New runs of earlier nights against the same reference, the oldest first. */
  readonly earlier: readonly NewRun[];
}

/** An experiment and why it drifted; null for many at once. */
export interface NewSeedAlarm {
  readonly experiment: string | null;
  readonly reason: string;
}

/**
 * Judges new runs by all that came before them: tonight's residuals together, and for each experiment a CUSUM chart of
 * the test loss over the nights, which finds small shifts that stay. With nothing wrong the first raises an alarm in at
 * most one night of 1,000, the second once in about 26,000 nights for each experiment.
 */
export function judgeNewRuns(tonight: readonly NewRun[], experience: Experience): NewSeedAlarm[] {
  const series = tonight.flatMap((run) => seriesOf(run, experience));
  const last = series.map(({ residuals, ...place }): Residual => ({ ...place, residual: residuals.at(-1)! }));
  const together = judgeTogether(last).alarms.map((reason) => ({ experiment: null, reason }));
  const shifted = series
    .filter(({ metric, residuals }) => metric === CHARTED && cusum(residuals).alarm)
    .map(({ experiment, residuals }) => ({ experiment, reason: sayShift(residuals) }));
  return [...together, ...shifted];
}

interface Series extends Omit<Residual, 'residual'> {
  readonly experiment: string;
  readonly metric: (typeof WATCHED)[number];
  /** Of every new run so far, tonight's last. */
  readonly residuals: readonly number[];
}

function seriesOf({ experiment, seed, values }: NewRun, { reference, earlier }: Experience): Series[] {
  const { replicates, config } = reference.experiments[experiment]!;
  return WATCHED.flatMap((metric) => {
    const value = values[metric];
    const known = replicates.flatMap(({ final }) => metricValue(final, metric) ?? []);
    if (value === undefined || known.length < 2) return [];
    const before = distinctSeeds(earlier, experiment).filter((run) => run.seed !== seed);
    const all = [...known, ...before.flatMap((run) => run.values[metric] ?? []), value];
    return {
      experiment,
      metric,
      name: `${experiment} seed ${seed}, ${metricWords(metric)}`,
      stream: typeof config.stream === 'string' ? config.stream : experiment,
      residuals: sequentialResiduals(all, known.length),
    };
  });
}

/** Several engines may have run one seed, which is one draw. */
function distinctSeeds(runs: readonly NewRun[], experiment: string): NewRun[] {
  const own = runs.filter((run) => run.experiment === experiment);
  return [...new Map(own.map((run) => [run.seed, run])).values()];
}

function sayShift(residuals: readonly number[]): string {
  const { above, below } = cusum(residuals);
  const direction = above > below ? 'above' : 'below';
  return `the test loss of new seeds has lain ${direction} what the reference gives for some nights (CUSUM ${Math.max(above, below).toFixed(1)})`;
}

/**
 * How far each value from index `from` (at least 2) on lies from all before it, in standard deviations of a normal
 * distribution. While values of one normal distribution come in, these are independent and standard normal, however few
 * there were at first: nothing is taken for known. Hawkins 1987, "Self-starting cusum charts".
 */
export function sequentialResiduals(values: readonly number[], from: number): number[] {
  return values.slice(from).map((value, index) => residualAfter(values.slice(0, from + index), value));
}

function residualAfter(earlier: readonly number[], value: number): number {
  const deviation = sampleStandardDeviation(earlier) * Math.sqrt(1 + 1 / earlier.length);
  const distance = value - mean(earlier);
  if (deviation === 0) return distance === 0 ? 0 : Math.sign(distance) * Infinity;
  return normalScore(distance / deviation, earlier.length - 1);
}

/** Departures smaller than twice this, in standard deviations, are not looked for. */
const SLACK = 0.5;
/**
 * A chart reaches this once in about 26,000 nights by chance (Siegmund 1985: an average run length on either side of
 * (exp(b) - b - 1) / (2 k^2) with b = 2 k (limit + 1.166)), and after about 18 nights of a shift by one deviation.
 */
const LIMIT = 9;

/** Where the sums of a CUSUM chart stand. Page 1954. */
interface Cusum {
  readonly above: number;
  readonly below: number;
  /** Whether one of them is beyond the limit. */
  readonly alarm: boolean;
}

/** Adds residuals up, each less the slack; a sum that would fall below 0 starts anew. */
export function cusum(residuals: readonly number[]): Cusum {
  let [above, below] = [0, 0];
  for (const residual of residuals) {
    above = Math.max(0, above + residual - SLACK);
    below = Math.max(0, below - residual - SLACK);
  }
  return { above, below, alarm: Math.max(above, below) > LIMIT };
}
