import type { TopLevelSpec } from 'vega-lite';
import { type Layer, shareDecimals, valueAxis } from '../../../pipeline/charts/layers.ts';
import { PALETTE } from '../../../pipeline/charts/palette.ts';
import { type Metric, niceDomain, spreadLabels } from '../../../pipeline/charts/scales.ts';
import { base, type Frame, HALF } from '../../../pipeline/charts/theme.ts';
import type { ExperimentRecord, Replicate } from '../../../pipeline/model/results.ts';
import { spreadOver } from '../../../pipeline/results/lookup.ts';

/** Networks that differ in batch normalisation: told apart by lightness and dash, so that they survive greyscale. */
export const VARIANTS = {
  plain: { color: PALETTE.grey.light, dash: [5, 2] },
  normalised: { color: PALETTE.plum.light, dash: [1, 0] },
  /** Normalised after the activation instead of before it. */
  after: { color: PALETTE.blue.light, dash: [2, 2] },
  /** The normalised network, tested with the statistics of batches instead of moving averages. */
  'by batch': { color: PALETTE.brown.light, dash: [2, 2] },
} as const;
export type Variant = keyof typeof VARIANTS;
const NAMES = Object.keys(VARIANTS) as Variant[];

/** One place on a line: the mean over the seeds and their spread. */
export interface VariantRow {
  readonly series: Variant;
  readonly x: number | string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** A line for one experiment; `valuesOf` gives one value for each of `places`. */
export function variantRows(
  series: Variant,
  { replicates }: ExperimentRecord,
  { places, valuesOf }: { places: readonly number[]; valuesOf: (run: Replicate) => readonly number[] },
): VariantRow[] {
  const all = replicates.map(valuesOf);
  return places.map((x, index) => {
    const values = all.flatMap((curve) => curve[index] ?? []);
    const { mean, low, high } = spreadOver(values);
    return { series, x, value: mean, low, high };
  });
}

const variantColor = {
  field: 'series',
  type: 'nominal',
  legend: null,
  scale: { domain: NAMES, range: NAMES.map((name) => VARIANTS[name].color) },
} as const;

const variantDash = {
  field: 'series',
  type: 'nominal',
  legend: null,
  scale: { domain: NAMES, range: NAMES.map((name) => [...VARIANTS[name].dash]) },
} as const;

type XType = 'quantitative' | 'ordinal';

function spread(type: XType): Layer {
  const encoding = {
    x: { field: 'x', type, sort: null },
    y: { field: 'low', type: 'quantitative' },
    y2: { field: 'high' },
    color: variantColor,
  } as const;
  return type === 'ordinal'
    ? { mark: { type: 'rule', strokeWidth: 1.25 }, encoding }
    : { mark: { type: 'area', opacity: 0.18 }, encoding };
}

function endLabels(
  rows: readonly VariantRow[],
  type: XType,
  scale: Parameters<typeof spreadLabels>[1],
): Layer {
  const ends = NAMES.flatMap((name) => rows.findLast(({ series }) => series === name) ?? []);
  const places = spreadLabels(
    ends.map(({ value }) => value),
    scale,
  );
  return {
    data: { values: ends.map(({ series, x }, index) => ({ series, x, y: places[index]! })) },
    mark: { type: 'text', align: 'left', dx: 7, fontSize: 11, fontWeight: 600 },
    encoding: {
      x: { field: 'x', type, sort: null },
      y: { field: 'y', type: 'quantitative' },
      text: { field: 'series' },
      color: variantColor,
    },
  };
}

/** Room for the variants' names to the right. */
export const VARIANT_HALF: Frame = { ...HALF, width: 194, padding: { ...HALF.padding, right: 72 } };

export interface VariantChart {
  readonly metric: Metric;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly frame: Frame;
}

/** A metric of several variants along epochs, steps or a setting; the axis shows only the range of the values. */
export function variantsSpec(rows: readonly VariantRow[], chart: VariantChart): TopLevelSpec {
  const { metric, xTitle, yTitle, frame } = chart;
  const type: XType = rows.every(({ x }) => typeof x === 'number') ? 'quantitative' : 'ordinal';
  const domain = niceDomain(rows.flatMap(({ low, high }) => [low, high]));
  const isSpread = rows.some(({ low, high }) => low < high);
  const x = { field: 'x', type, sort: null } as const;
  const y = { field: 'value', type: 'quantitative' } as const;
  const last = Math.max(...rows.map(({ x: place }) => Number(place)));
  const xScale = type === 'quantitative' ? { domain: [0, last] } : {};
  return {
    ...base(frame),
    data: { values: [...rows] },
    encoding: {
      x: { ...x, axis: { title: xTitle, labelAngle: 0, tickCount: 5 }, scale: xScale },
      y: {
        type: 'quantitative',
        scale: { domain: [...domain] },
        axis: valueAxis(metric, { title: yTitle, decimals: shareDecimals(domain) }),
      },
    },
    layer: [
      ...(isSpread ? [spread(type)] : []),
      {
        mark: { type: 'line', strokeWidth: 1.75, ...(type === 'ordinal' ? { point: { size: 26 } } : {}) },
        encoding: { x, y, color: variantColor, strokeDash: variantDash },
      },
      endLabels(rows, type, { domain, height: frame.height }),
    ],
  };
}
