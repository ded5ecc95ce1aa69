import { normalScore } from '../base/distributions.ts';
import { UserError } from '../base/errors.ts';
import { format, formatRange } from '../base/format.ts';
import type { CheckRecord } from '../model/check.ts';
import type { Experiment } from '../model/experiment.ts';
import { isAccuracy, metricWords } from '../model/metrics.ts';
import { type BandRecord, METRIC_NAMES, type Measurements, type MetricName } from '../model/results.ts';
import type { Band, BandBook } from './file.ts';
import { statisticOf } from './statistic.ts';

interface Checked {
  readonly measurements: Measurements;
  /** A run that the reference has a counterpart of is checked against that. */
  readonly checks: readonly CheckRecord[];
}

/**
 * Asks the bands of the data sets that were used about every run that neither made them nor has a counterpart in the
 * reference, in the catalogue's order. None at quick scale: bands speak of full runs only.
 */
export function checkBands(
  checked: Checked,
  book: BandBook,
  experiments: readonly Experiment[],
): BandRecord[] {
  return checked.measurements.datasets.flatMap(({ name: dataset }) =>
    experiments.flatMap(({ id }) =>
      METRIC_NAMES.flatMap((metric) => {
        const band = book[dataset]?.[id]?.[metric];
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
  const runs = runsToAsk(checked, place);
  const why = typeof runs === 'string' ? runs : null;
  const asked = typeof runs === 'string' ? [] : runs;
  const outside = asked.filter(({ margin }) => margin < 0);
  return {
    experiment,
    dataset,
    metric,
    statistic,
    low,
    high,
    runs: asked,
    holds: why !== null ? 'not checked' : outside.length > 0 ? 'outside' : 'inside',
    why,
    derived,
    seeds: [...band.seeds],
    date,
    message: `${experiment}, ${metricWords(metric)} on ${dataset}: ${why === null ? sayRuns(asked, metric, band) : `${why} (band ${rangeOf(band, metric)})`}`,
  };
}

/** The runs that the band is asked about, or why there are none. */
function runsToAsk({ measurements, checks }: Checked, place: BandPlace): BandRecord['runs'] | string {
  const { experiment, dataset, metric, band } = place;
  const record = measurements.experiments[experiment];
  if (measurements.scale !== 'full') return 'not checked at quick scale';
  if (record?.dataset !== dataset) return 'not run';
  const counterparts = new Set(
    checks
      .filter((check) => check.experiment === experiment && check.compared !== 'nothing')
      .map(({ seed }) => seed),
  );
  const news = record.replicates.filter(({ seed }) => !counterparts.has(seed) && !band.seeds.includes(seed));
  if (news.length === 0) {
    return counterparts.size > 0 ? 'its runs are checked against the reference' : 'its runs made the band';
  }
  return news.map((run) => {
    const value = statisticOf(run, metric, band.statistic);
    if (value === undefined) {
      throw new UserError(
        `unknown metric of ${experiment}: ${metric}; remove its band from bands/${dataset}.json`,
      );
    }
    return { seed: run.seed, value, margin: marginOf(value, band), residual: residualOf(value, band) };
  });
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
