import { meanInterval } from '../base/statistics.ts';
import { metricValue } from '../model/experiment.ts';
import { METRIC_NAMES, type MetricName } from '../model/results.ts';
import type { RunRecord } from '../model/run-record.ts';
import type { GridResult } from './grid-result.ts';
import { settingName, valueName } from './sweep.ts';

/** What became of a training: it learned, its loss ended above that of guessing, or its numbers overflowed. */
type Fate = 'trained' | 'lost' | 'overflowed';

/** Nats of answering each of `classes` classes with the same probability. */
const guessingLoss = (classes: number) => Math.log(classes);

/** A network that has not learned ends within rounding of guessing; a lost one well above it. */
const ABOVE_GUESSING = 1.1;

/** 'Diverged' is said of what is lost or overflowed. */
export function fateOf(
  { final, divergedAt }: Pick<RunRecord, 'final' | 'divergedAt'>,
  classes: number,
): Fate {
  if (divergedAt !== undefined) return 'overflowed';
  return final.train.loss > ABOVE_GUESSING * guessingLoss(classes) ? 'lost' : 'trained';
}

/** Of the intervals of means over seeds. */
export const CONFIDENCE = 0.95;

/** A mean over the seeds and its 95 % confidence interval (Student's t); no bounds where there is one seed only. */
export interface MeanOverSeeds {
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** The seeds of one cell taken together. */
interface CellSummary {
  readonly metrics: { readonly [Name in MetricName]?: MeanOverSeeds };
  /** How many of the seeds diverged: their numbers overflowed, or their loss ended above that of guessing. */
  readonly diverged: number;
}

/** What one run ended at. */
export type EndOfRun = Pick<RunRecord, 'final' | 'divergedAt'>;

const meanOverSeeds = (values: readonly number[]): MeanOverSeeds => {
  const { mean, low, high } = meanInterval(values, CONFIDENCE);
  return values.length > 1 ? { mean, low, high } : { mean, low: null, high: null };
};

/** Sums up runs that differ in their seed only, of a task with so many classes. */
export function summariseRuns(runs: readonly EndOfRun[], classes: number): CellSummary {
  const metrics = METRIC_NAMES.flatMap((name): [MetricName, MeanOverSeeds][] => {
    const values = runs.flatMap(({ final }) => metricValue(final, name) ?? []);
    return values.length === runs.length ? [[name, meanOverSeeds(values)]] : [];
  });
  const fates = runs.map((run): Fate => fateOf(run, classes));
  return {
    metrics: Object.fromEntries(metrics),
    diverged: fates.filter((fate) => fate !== 'trained').length,
  };
}

/** One row of a table. */
type Row = Readonly<Record<string, string | number>>;

/** The rows of grid.csv: one a cell and seed, with the setting, the seed and the final metrics. */
export function gridRows({ cells }: GridResult): Row[] {
  return cells.flatMap(({ setting, runs }) => {
    const named = Object.entries(setting).map(([axis, value]) => [axis, valueName(value)]);
    return runs.map(({ seed, final, divergedAt }) => {
      const measured = METRIC_NAMES.flatMap((name) => {
        const value = metricValue(final, name);
        return value === undefined ? [] : [[name, value]];
      });
      return Object.fromEntries([...named, ['seed', seed], ...measured, ['divergedAt', divergedAt ?? '']]);
    });
  });
}

/** Cells that a terminal shows; of a larger grid it shows the best. */
const MOST_LINES = 40;

type Cell = GridResult['cells'][number];

const percent = (share: number) => (100 * share).toFixed(2);

/** `86.75 % (86.31 to 87.19)`; without bounds for a single seed. */
function accuracyText({ mean, low, high }: MeanOverSeeds): string {
  return low === null || high === null
    ? `${percent(mean)} %`
    : `${percent(mean)} % (${percent(low)} to ${percent(high)})`;
}

function cellLine({ setting, metrics, diverged, runs }: Cell): string {
  const { 'test.accuracy': accuracy, 'test.loss': loss } = metrics;
  const fate = diverged > 0 ? [`diverged ${diverged} of ${runs.length}`] : [];
  const measured = [accuracy && accuracyText(accuracy), loss && `loss ${loss.mean.toFixed(4)}`, ...fate];
  return `${settingName(setting)}  ${measured.filter(Boolean).join(', ')}`;
}

/** A line a cell, test accuracy as the mean over the seeds with its 95 % confidence interval. */
export function gridLines({ cells, seeds }: GridResult): string[] {
  const accuracy = ({ metrics }: Cell) => metrics['test.accuracy']?.mean ?? 0;
  const shown =
    cells.length <= MOST_LINES
      ? cells
      : [...cells].sort((a, b) => accuracy(b) - accuracy(a)).slice(0, MOST_LINES);
  const interval = seeds.length > 1 ? ' and its 95 % confidence interval' : '';
  const what = `mean test accuracy of ${seeds.length} ${seeds.length === 1 ? 'seed' : 'seeds'}${interval}`;
  const which = shown.length < cells.length ? `; the best ${shown.length} of ${cells.length} cells` : '';
  return [`${what}${which}:`, ...shown.map((cell) => `  ${cellLine(cell)}`)];
}
