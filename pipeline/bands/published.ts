import { type Comparability, comparability, isAccuracy, metricWords } from '../model/experiment.ts';
import type { PublishedValues } from '../model/report.ts';
import { type BandRecord, METRIC_NAMES, type Measurements, type MetricName } from '../model/results.ts';
import type { Study } from '../study.ts';
import { compareWithBand, marginOf } from './check.ts';
import type { BandTable } from './file.ts';

/** Where a band lies. */
export type BandEdges = Pick<BandRecord, 'experiment' | 'dataset' | 'metric' | 'low' | 'high'>;

/** The bands of a bandTable as a list. */
export const edgesOf = (bandTable: BandTable): BandEdges[] =>
  Object.entries(bandTable).flatMap(([dataset, experiments]) =>
    Object.entries(experiments).flatMap(([experiment, bands]) =>
      METRIC_NAMES.flatMap((metric) => {
        const band = bands[metric];
        return band ? [{ experiment, dataset, metric, low: band.low, high: band.high }] : [];
      }),
    ),
  );

/** One of the values that a document prints against the band of an experiment of ours. */
export interface PublishedComparison {
  /** The experiment that the document prints the value for. */
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
 * Says of each printed value whether our band holds it. Only for experiments that these measurements ran on real
 * data and that have bands: the document says nothing about the embedded stand-in. What was measured on other
 * data than the document's is compared and says so: there a figure outside the band is no contradiction.
 */
export function comparePublished(
  measurements: Measurements,
  bands: readonly BandEdges[],
  { published, document }: Pick<Study, 'published' | 'document'>,
): PublishedComparison[] {
  const kinds = new Map(measurements.datasets.map((dataset) => [dataset.name, comparability(dataset)]));
  return Object.entries(published).flatMap(([row, values]) =>
    [row, ...(values.corrected === undefined ? [] : [values.corrected])].flatMap((experiment) => {
      const dataset = measurements.experiments[experiment]?.dataset;
      const kind = kinds.get(dataset ?? '') ?? 'none';
      if (dataset === undefined || kind === 'none') return [];
      const place = { row, experiment, dataset, comparability: kind, values, document };
      const own = bands.filter((band) => band.experiment === experiment && band.dataset === dataset);
      return compareRow(place, own);
    }),
  );
}

interface Row extends Pick<PublishedComparison, 'row' | 'experiment' | 'dataset' | 'comparability'> {
  readonly values: PublishedValues;
  readonly document: string;
}

function compareRow({ values, document, ...place }: Row, bands: readonly BandEdges[]): PublishedComparison[] {
  const { row, experiment, dataset } = place;
  return printedMetrics(values).flatMap(({ metric, printed }) => {
    const band = bands.find((each) => each.metric === metric);
    if (band === undefined) return [];
    const margin = marginOf(printed, band);
    const of = row === experiment ? row : `${row}, against ${experiment}`;
    const where = place.comparability === 'other data' ? ` on ${dataset}, other data` : '';
    return {
      ...place,
      metric,
      printed,
      low: band.low,
      high: band.high,
      margin,
      holds: margin >= 0 ? 'inside' : 'outside',
      message: `${document}'s ${metricWords(metric)} (${of})${where}: ${compareWithBand(printed, metric, band)}`,
    } as const;
  });
}

/** The row's figures as numbers: fractions and nats. */
function printedMetrics({ train, test }: PublishedValues): { metric: MetricName; printed: number }[] {
  return Object.entries({ train, test }).flatMap(([split, figures]) =>
    Object.entries(figures ?? {}).map(([name, text]) => {
      const metric = `${split}.${name}` as MetricName;
      return { metric, printed: isAccuracy(metric) ? Number(text) / 100 : Number(text) };
    }),
  );
}
