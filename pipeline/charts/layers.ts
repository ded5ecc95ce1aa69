import type { TopLevelSpec } from 'vega-lite';
import type { ExperimentRecord } from '../model/results.ts';
import { spreadOver } from '../results/lookup.ts';
import type { MeanOverSeeds } from '../sweeps/summary.ts';
import { type Domain, type LabelPlace, type Metric, niceDomain } from './scales.ts';
import { base, REFERENCE, SERIES, SERIES_NAMES, type Series, WIDE } from './theme.ts';

type LayeredSpec = Extract<TopLevelSpec, { layer: readonly unknown[] }>;
export type Layer = LayeredSpec['layer'][number];

/** Layers and scales that several kinds of chart share. */

export const METRIC_TITLE: Record<Metric, string> = { accuracy: 'Accuracy', loss: 'Loss (nats)' };

const NO_BREAK_SPACE = '\u00a0';

/** A vertical axis for shares (in percent) or nats. */
export function valueAxis(metric: Metric, { title = METRIC_TITLE[metric], decimals = 0 } = {}) {
  const percent = `format(datum.value * 100, '.${decimals}f') + '${NO_BREAK_SPACE}%'`;
  return { title, tickCount: 5, ...(metric === 'accuracy' ? { labelExpr: percent } : {}) };
}

/** Enough decimals for an axis of shares that spans only a few points. */
export const shareDecimals = ([low, high]: Domain) => (high - low < 0.04 ? 1 : 0);

const ALL_SERIES = Object.keys(SERIES);

export const seriesColor = {
  field: 'series',
  type: 'nominal',
  legend: null,
  scale: { domain: ALL_SERIES, range: Object.values(SERIES).map(({ color }) => color) },
} as const;

export const seriesDash = {
  field: 'series',
  type: 'nominal',
  legend: null,
  scale: { domain: ALL_SERIES, range: Object.values(SERIES).map(({ dash }) => [...dash]) },
} as const;

/** Names of the series at the right end of their lines, in their colours: a legend that needs no looking up. */
export function endLabels(rows: readonly { series: string; x: number | string; y: number }[]): Layer {
  return {
    data: { values: [...rows] },
    mark: { type: 'text', align: 'left', dx: 9, fontSize: 11, fontWeight: 600 },
    encoding: {
      x: { field: 'x', type: typeof rows[0]?.x === 'string' ? 'ordinal' : 'quantitative' },
      y: { field: 'y', type: 'quantitative' },
      text: { field: 'series' },
      color: seriesColor,
    },
  };
}

/** A dashed line across the chart at the published value, named where the curves leave room. */
export function referenceLine(
  { value, text }: { readonly value: number; readonly text: string },
  { right, below }: LabelPlace & { readonly right: number },
): Layer[] {
  const data = { values: [{ value, text, x: right }] };
  return [
    {
      data,
      mark: { type: 'rule', color: REFERENCE.color, strokeDash: [...REFERENCE.dash], strokeWidth: 1 },
      encoding: {
        x: { value: 0 },
        x2: { value: 'width' },
        y: { field: 'value', type: 'quantitative' },
      },
    },
    {
      data,
      mark: {
        type: 'text',
        align: 'right',
        baseline: below ? 'top' : 'bottom',
        dy: below ? 7 : -9,
        fontSize: 11,
        color: REFERENCE.color,
      },
      encoding: {
        x: { field: 'x', type: 'quantitative' },
        y: { field: 'value', type: 'quantitative' },
        text: { field: 'text' },
      },
    },
  ];
}

/** A final metric of one experiment: the mean over the seeds and their spread. */
export interface Point {
  readonly series: Series;
  readonly x: number | string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export function finalPoint(
  record: ExperimentRecord,
  { series, metric, x }: { series: Series; metric: Metric; x: number | string },
): Point {
  const values = record.replicates.flatMap(({ final }) => final[series]?.[metric] ?? []);
  if (values.length === 0) throw new Error(`no ${series} ${metric} in a result of "${record.title}"`);
  const { mean, low, high } = spreadOver(values);
  return { series, x, value: mean, low, high };
}

/** Train and test of each record, in the order given. */
export function finalPoints(
  rows: readonly { record: ExperimentRecord; x: number | string }[],
  metric: Metric,
): Point[] {
  return SERIES_NAMES.flatMap((series) =>
    rows.map(({ record, x }) => finalPoint(record, { series, metric, x })),
  );
}

export const hasSpread = (points: readonly Point[]) => points.some(({ low, high }) => low < high);

/** One value of the only axis: test accuracy, a share, over the seeds. */
interface LinePoint {
  /** In words, in their order. */
  readonly at: string;
  readonly accuracy: MeanOverSeeds;
}

/** Means over the seeds along an axis, each with its interval; the vertical axis shows only the range of the values. */
export function intervalLineSpec(
  points: readonly LinePoint[],
  { xTitle }: { readonly xTitle: string },
): TopLevelSpec {
  const rows = points.map(({ at, accuracy: { mean, low, high } }) => ({
    x: at,
    value: mean,
    low: low ?? mean,
    high: high ?? mean,
  }));
  const domain = niceDomain(rows.flatMap(({ low, high }) => [low, high]));
  const x = { field: 'x', type: 'ordinal', sort: null } as const;
  const intervals: Layer = {
    mark: { type: 'rule', strokeWidth: 1.25, color: SERIES.test.color },
    encoding: { x, y: { field: 'low', type: 'quantitative' }, y2: { field: 'high' } },
  };
  return {
    ...base(WIDE),
    data: { values: rows },
    encoding: {
      x: { ...x, axis: { title: xTitle, labelAngle: 0, labelOverlap: true, labelSeparation: 4 } },
      y: {
        type: 'quantitative',
        scale: { domain: [...domain] },
        axis: valueAxis('accuracy', { title: 'Test accuracy', decimals: shareDecimals(domain) }),
      },
    },
    layer: [
      ...(rows.some(({ low, high }) => low < high) ? [intervals] : []),
      {
        mark: {
          type: 'line',
          strokeWidth: 1.5,
          color: SERIES.test.color,
          point: { size: 26, color: SERIES.test.color },
        },
        encoding: { x, y: { field: 'value', type: 'quantitative' } },
      },
    ],
  };
}
