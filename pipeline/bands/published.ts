import { printedFigures } from '../../experiments/published.ts';
import { type Comparability, comparability } from '../model/comparability.ts';
import { isAccuracy, metricWords } from '../model/metrics.ts';
import type { Measurements, MetricName } from '../model/results.ts';
import { compareWithBand, marginOf } from './check.ts';
import type { BandBook } from './file.ts';

/** One of the write-up's printed figures against the band of an experiment of ours. */
export interface PrintedComparison {
  /** The row of the write-up's tables. */
  readonly row: string;
  /** The experiment whose band is meant: the row's own, or the one with the corrected setting. */
  readonly experiment: string;
  readonly metric: MetricName;
  /** The data set of the band. */
  readonly dataset: string;
  readonly comparability: Exclude<Comparability, 'none'>;
  /** A fraction or nats. */
  readonly printed: number;
  readonly low: number;
  readonly high: number;
  /** Distance to the nearer edge; negative outside. */
  readonly margin: number;
  readonly holds: 'inside' | 'outside';
  readonly message: string;
}

/**
 * Rows whose printed setting does not give the printed figures, and the experiment that does. "Where the write-up is
 * inconsistent", 2.
 */
export const CORRECTED = { 'a-l2-as-printed': 'a-l2-0.0001' } as const;

/**
 * Says of each printed figure whether our band holds it. Only for experiments that these measurements ran on real
 * data and that have bands: the write-up says nothing about the embedded stand-in. What was measured on a re-split is
 * compared and says so: there a figure outside the band is no contradiction.
 */
export function comparePrinted(measurements: Measurements, book: BandBook): PrintedComparison[] {
  const kinds = new Map(measurements.datasets.map((dataset) => [dataset.name, comparability(dataset)]));
  return Object.keys(printedFigures).flatMap((row) =>
    [row, ...corrected(row)].flatMap((experiment) => {
      const dataset = measurements.experiments[experiment]?.dataset;
      const kind = kinds.get(dataset ?? '') ?? 'none';
      if (dataset === undefined || kind === 'none') return [];
      return compareRow({ row, experiment, dataset, comparability: kind }, book[dataset]?.[experiment] ?? {});
    }),
  );
}

type Row = Pick<PrintedComparison, 'row' | 'experiment' | 'dataset' | 'comparability'>;

function compareRow(place: Row, bands: BandBook[string][string]): PrintedComparison[] {
  const { row, experiment, dataset } = place;
  return printedMetrics(row).flatMap(({ metric, printed }) => {
    const band = bands[metric];
    if (band === undefined) return [];
    const margin = marginOf(printed, band);
    const of = row === experiment ? row : `${row}, against ${experiment}`;
    const where = place.comparability === 're-split' ? ` on ${dataset}, a re-split` : '';
    return {
      ...place,
      metric,
      printed,
      low: band.low,
      high: band.high,
      margin,
      holds: margin >= 0 ? 'inside' : 'outside',
      message: `the write-up's ${metricWords(metric)} (${of})${where}: ${compareWithBand(printed, metric, band)}`,
    } as const;
  });
}

/** The row's figures as numbers: fractions and nats. */
function printedMetrics(row: string): { metric: MetricName; printed: number }[] {
  const { train, test } = printedFigures[row]!;
  return Object.entries({ train, test }).flatMap(([split, figures]) =>
    Object.entries(figures ?? {}).map(([name, text]) => {
      const metric = `${split}.${name}` as MetricName;
      return { metric, printed: isAccuracy(metric) ? Number(text) / 100 : Number(text) };
    }),
  );
}

const corrected = (row: string) =>
  Object.entries(CORRECTED).flatMap(([wrong, right]) => (wrong === row ? [right] : []));
