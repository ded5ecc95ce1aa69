import type { TopLevelSpec } from 'vega-lite';
import type { ExperimentRecord } from '../model/results.ts';
import { curveOverSeeds } from '../results/lookup.ts';
import { endLabels, type Layer, referenceLine, seriesColor, seriesDash, valueAxis } from './layers.ts';
import { fullDomain, labelBelow, type Metric, type Scale, spreadLabels } from './scales.ts';
import { base, type Frame, SERIES_NAMES, type Series } from './theme.ts';

/** The two splits that a chart compares. */
type Splits = readonly [Series, Series];

interface CurveRow {
  readonly series: Series;
  readonly iteration: number;
  readonly value: number;
  /** Smallest and largest over all seeds. */
  readonly low: number;
  readonly high: number;
}

/** One row for each iteration or epoch and split: the mean over the seeds and their spread. They count from 1. */
function curveRows(record: ExperimentRecord, metric: Metric, splits: Splits): CurveRow[] {
  return splits.flatMap((series) =>
    curveOverSeeds(record, series, metric).map(({ mean, low, high }, index) => ({
      series,
      iteration: index + 1,
      value: mean,
      low,
      high,
    })),
  );
}

const x = { field: 'iteration', type: 'quantitative' } as const;

function spreadBand(): Layer {
  return {
    mark: { type: 'area', opacity: 0.22 },
    encoding: {
      x,
      y: { field: 'low', type: 'quantitative' },
      y2: { field: 'high' },
      color: seriesColor,
    },
  };
}

function lines(): Layer {
  return {
    mark: { type: 'line', strokeWidth: 1.75 },
    encoding: { x, y: { field: 'value', type: 'quantitative' }, color: seriesColor, strokeDash: seriesDash },
  };
}

const endsOf = (rows: readonly CurveRow[], splits: Splits) =>
  splits.map((series) => rows.findLast((row) => row.series === series)?.value ?? 0);

function lineLabels(ends: readonly number[], splits: Splits, right: number, scale: Scale): Layer {
  const places = spreadLabels(ends, scale);
  return endLabels(splits.map((series, index) => ({ series, x: right, y: places[index]! })));
}

/** A published test value, as a number in the chart's units and as text. */
export interface Reference {
  readonly value: number;
  readonly text: string;
}

interface Options {
  readonly reference: Reference | null;
  readonly frame: Frame;
  /** Train and what was not trained on. */
  readonly splits?: Splits;
  /** What the horizontal axis counts. */
  readonly time?: 'Iteration' | 'Epoch';
}

/** Accuracy or loss of two splits at every iteration or epoch. */
export function curvesSpec(
  record: ExperimentRecord,
  metric: Metric,
  { reference, frame, splits = SERIES_NAMES, time = 'Iteration' }: Options,
): TopLevelSpec {
  const rows = curveRows(record, metric, splits);
  const right = Math.max(...rows.map(({ iteration }) => iteration));
  const ends = endsOf(rows, splits);
  const domain = fullDomain(metric, [...rows.map(({ high }) => high), ...rows.map(({ low }) => low)]);
  const scale = { domain, height: frame.height };
  const below = reference !== null && labelBelow(reference.value, ends, metric, scale);
  return {
    ...base(frame),
    data: { values: rows },
    encoding: {
      x: { ...x, title: time, scale: { domain: [0, right] }, axis: { tickCount: 5, tickMinStep: 1 } },
      y: { type: 'quantitative', scale: { domain: [...domain] }, axis: valueAxis(metric) },
    },
    layer: [
      ...(record.replicates.length > 1 ? [spreadBand()] : []),
      ...(reference ? referenceLine({ ...reference, right, below }) : []),
      lines(),
      lineLabels(ends, splits, right, scale),
    ],
  };
}
