import type { TopLevelSpec } from 'vega-lite';
import type { Domain, Metric } from './scales.ts';
import { REFERENCE, SERIES } from './theme.ts';

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
export function referenceLine({
  value,
  text,
  right,
  below,
}: {
  value: number;
  text: string;
  right: number;
  below: boolean;
}): Layer[] {
  const data = { values: [{ value, text, right }] };
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
        dy: below ? 7 : -7,
        fontSize: 11,
        color: REFERENCE.color,
      },
      encoding: {
        x: { field: 'right', type: 'quantitative' },
        y: { field: 'value', type: 'quantitative' },
        text: { field: 'text' },
      },
    },
  ];
}
