import { normalScore } from '../base/distributions.ts';
import { UserError } from '../base/errors.ts';
import { format, formatRange } from '../base/text.ts';
import type { CheckRecord } from '../model/check.ts';
import type { Experiment } from '../model/experiment.ts';
import { isAccuracy, metricWords } from '../model/experiment.ts';
import {
  type BandRecord,
  METRIC_NAMES,
  type Measurements,
  type MetricName,
  type Replicate,
} from '../model/results.ts';
import type { Band, BandTable } from './file.ts';
import { statisticOf } from './scatter.ts';

interface Checked {
  readonly measurements: Measurements;
  /** Of every run. One that was compared with the reference to its end needs no band. */
  readonly checks: readonly CheckRecord[];
}

/**
 * Asks the bands of the data sets that were used about every run that neither made them nor was compared with the
 * reference to its end, in the catalogue's order. What another class's rounding made of a run that made a band is a new
 * run. None at quick scale: bands speak of full runs only.
 */
export function checkBands(
  checked: Checked,
  bandTable: BandTable,
  experiments: readonly Experiment[],
): BandRecord[] {
  return checked.measurements.datasets.flatMap(({ name: dataset }) =>
    experiments.flatMap(({ id }) =>
      METRIC_NAMES.flatMap((metric) => {
        const band = bandTable[dataset]?.[id]?.[metric];
        return band ? [checkBand(checked, { experiment: id, dataset, metric, band })] : [];
      }),
    ),
  );
}

interface BandPlace {
  readonly experiment: string;
  readonly dataset: string;
  readonly metric: MetricName;
  readonly band: Band;
}

function checkBand(checked: Checked, place: BandPlace): BandRecord {
  const { experiment, dataset, metric, band } = place;
  const { low, high, statistic, derived, date } = band;
  const asked = runsToAsk(checked, place);
  const words =
    asked.why === null ? sayRuns(asked.runs, metric, band) : `${asked.why} (band ${rangeOf(band, metric)})`;
  return {
    experiment,
    dataset,
    metric,
    stream: streamOf(checked, experiment),
    statistic,
    low,
    high,
    ...asked,
    derived,
    seeds: [...band.seeds],
    date,
    message: `${experiment}, ${metricWords(metric)} on ${dataset}: ${words}`,
  };
}

/** The stream of random numbers that both trainers' configurations name. */
function streamOf({ measurements }: Checked, id: string): string {
  const stream = measurements.experiments[id]?.config.stream;
  return typeof stream === 'string' ? stream : id;
}

type Asked = Pick<BandRecord, 'runs' | 'holds' | 'why'>;

/** The runs that the band is asked about, or why there are none. */
function runsToAsk({ measurements, checks }: Checked, place: BandPlace): Asked {
  const { experiment, dataset, band } = place;
  const record = measurements.experiments[experiment];
  if (measurements.scale !== 'full') return { runs: [], holds: 'not run', why: 'not run at full scale' };
  if (record?.dataset !== dataset) return { runs: [], holds: 'not run', why: 'not run' };
  const own = new Map(
    checks.filter((check) => check.experiment === experiment).map((check) => [check.seed, check]),
  );
  const isNew = (seed: number) => {
    const { compared, whole } = own.get(seed)!;
    return compared === 'tolerance' ? !whole : compared === 'nothing' && !band.seeds.includes(seed);
  };
  const runs = record.replicates.filter(({ seed }) => isNew(seed)).map((run) => compareRun(run, place));
  if (runs.length > 0) {
    return { runs, holds: runs.some(({ margin }) => margin < 0) ? 'outside' : 'inside', why: null };
  }
  const isChecked = record.seeds.some((seed) => own.get(seed)!.compared !== 'nothing');
  const why = isChecked ? 'its runs are checked against the reference' : 'its runs made the band';
  return { runs, holds: 'not asked', why };
}

function compareRun(
  run: Replicate,
  { experiment, dataset, metric, band }: BandPlace,
): BandRecord['runs'][number] {
  const value = statisticOf(run, metric, band.statistic);
  if (value === undefined) {
    throw new UserError(
      `unknown metric of ${experiment}: ${metric}; remove its band from bands/${dataset}.json`,
    );
  }
  return { seed: run.seed, value, margin: marginOf(value, band), residual: residualOf(value, band) };
}

/** Distance to the nearer edge; negative outside. */
export function marginOf(value: number, { low, high }: Pick<Band, 'low' | 'high'>): number {
  return Math.min(value - low, high - value);
}

/** How far from the middle, in standard deviations of a normal distribution: to three decimals. */
export function residualOf(
  value: number,
  band: Pick<Band, 'value' | 'deviation' | 'degreesOfFreedom'>,
): number {
  const score = normalScore((value - band.value) / band.deviation, band.degreesOfFreedom);
  return Number(score.toFixed(3));
}

/** The farthest out speaks for all. */
function sayRuns(runs: BandRecord['runs'], metric: MetricName, band: Band): string {
  const farthest = runs.reduce((worst, run) => (run.margin < worst.margin ? run : worst));
  return `seed ${farthest.seed}: ${compareWithBand(farthest.value, metric, band)}`;
}

const rangeOf = ({ low, high }: Pick<Band, 'low' | 'high'>, metric: MetricName) =>
  formatRange(low, high, isAccuracy(metric) ? 'percent' : 'nats');

/** '79.50 % is inside the band 78.60 to 80.40 %, 0.90 points from the nearer edge'. */
export function compareWithBand(value: number, metric: MetricName, band: Pick<Band, 'low' | 'high'>): string {
  const [unit, difference] = isAccuracy(metric)
    ? (['percent', 'points'] as const)
    : (['nats', 'nats'] as const);
  const margin = marginOf(value, band);
  const range = rangeOf(band, metric);
  const distance = format(Math.abs(margin), difference);
  if (margin >= 0)
    return `${format(value, unit)} is inside the band ${range}, ${distance} from the nearer edge`;
  return `${format(value, unit)} is outside the band ${range}, ${distance} ${value < band.low ? 'below' : 'above'} it`;
}
