import { UserError } from '../base/errors.ts';
import { format, formatRange } from '../base/format.ts';
import type { Experiment } from '../model/experiment.ts';
import { isAccuracy, metricValue, metricWords } from '../model/metrics.ts';
import { type BandRecord, METRIC_NAMES, type Measurements, type MetricName } from '../model/results.ts';
import type { Band, BandBook } from './file.ts';

/**
 * Compares the first seed's final metrics with the bands of the data sets that were used, in the catalogue's order.
 * Experiments that were not run are 'not run', and so is everything at quick scale: bands speak of full runs only.
 */
export function checkBands(
  measurements: Measurements,
  book: BandBook,
  experiments: readonly Experiment[],
): BandRecord[] {
  return measurements.datasets.flatMap(({ name: dataset }) =>
    experiments.flatMap(({ id }) =>
      METRIC_NAMES.flatMap((metric) => {
        const band = book[dataset]?.[id]?.[metric];
        return band ? [checkBand(measurements, { experiment: id, dataset, metric, band })] : [];
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

function checkBand(measurements: Measurements, place: BandPlace): BandRecord {
  const { experiment, dataset, metric, band } = place;
  const { low, high, derived, date } = band;
  const value = finalValue(measurements, place);
  const margin = value === null ? null : marginOf(value, band);
  return {
    experiment,
    dataset,
    metric,
    value,
    low,
    high,
    margin,
    holds: margin === null ? 'not run' : margin >= 0 ? 'inside' : 'outside',
    derived,
    seeds: [...band.seeds],
    date,
    message: `${experiment}, ${metricWords(metric)} on ${dataset}: ${
      value === null ? notRun(measurements, place) : compareWithBand(value, metric, band)
    }`,
  };
}

/** The first seed's value; null where the band does not apply. */
function finalValue(measurements: Measurements, { experiment, dataset, metric }: BandPlace): number | null {
  const record = measurements.experiments[experiment];
  if (measurements.scale !== 'full' || record?.dataset !== dataset) return null;
  const value = metricValue(record.final, metric);
  if (value === undefined) {
    throw new UserError(
      `unknown metric of ${experiment}: ${metric}; remove its band from bands/${dataset}.json`,
    );
  }
  return value;
}

/** Distance to the nearer edge; negative outside. */
export function marginOf(value: number, { low, high }: Pick<Band, 'low' | 'high'>): number {
  return Math.min(value - low, high - value);
}

/** '79.50 % is inside the band 78.60 to 80.40 %, 0.90 points from the nearer edge'. */
export function compareWithBand(value: number, metric: MetricName, band: Pick<Band, 'low' | 'high'>): string {
  const [unit, difference] = isAccuracy(metric)
    ? (['percent', 'points'] as const)
    : (['nats', 'nats'] as const);
  const margin = marginOf(value, band);
  const range = formatRange(band.low, band.high, unit);
  const distance = format(Math.abs(margin), difference);
  if (margin >= 0)
    return `${format(value, unit)} is inside the band ${range}, ${distance} from the nearer edge`;
  return `${format(value, unit)} is outside the band ${range}, ${distance} ${value < band.low ? 'below' : 'above'} it`;
}

function notRun({ scale }: Measurements, { metric, band }: BandPlace): string {
  const range = formatRange(band.low, band.high, isAccuracy(metric) ? 'percent' : 'nats');
  return scale === 'full' ? `not run (band ${range})` : `not checked at quick scale (band ${range})`;
}
