import type { TopLevelSpec } from 'vega-lite';
import {
  endLabels,
  hasSpread,
  type Layer,
  type Point,
  seriesColor,
  seriesDash,
  shareDecimals,
  valueAxis,
} from './layers.ts';
import { type Domain, type Metric, niceDomain, spreadLabels } from './scales.ts';
import { base, HALF, SERIES_NAMES } from './theme.ts';

interface Options {
  readonly metric: Metric;
  readonly title: string;
  /** For places that are powers of ten. */
  readonly logarithmic?: boolean;
  /** The published values at the same places, if there are any. */
  readonly printed: readonly {
    readonly series: string;
    readonly x: number | string;
    readonly value: number;
  }[];
}

type XType = 'quantitative' | 'ordinal';

function measured(type: XType, spread: boolean): Layer[] {
  const x = { field: 'x', type, sort: null } as const;
  const y = { field: 'value', type: 'quantitative' } as const;
  const whiskers: Layer = {
    mark: { type: 'rule', strokeWidth: 1.25 },
    encoding: { x, y: { field: 'low', type: 'quantitative' }, y2: { field: 'high' }, color: seriesColor },
  };
  return [
    {
      mark: { type: 'line', strokeWidth: 1.5 },
      encoding: { x, y, color: seriesColor, strokeDash: seriesDash },
    },
    ...(spread ? [whiskers] : []),
    { mark: { type: 'point', filled: true, size: 26, opacity: 1 }, encoding: { x, y, color: seriesColor } },
  ];
}

/** The published values as open diamonds in the colour of their series. */
function printedMarks(printed: Options['printed'], type: XType): Layer {
  return {
    data: { values: printed.map((value) => ({ ...value, source: 'published' })) },
    mark: { type: 'point', shape: 'diamond', filled: false, size: 80, strokeWidth: 1.25, opacity: 1 },
    encoding: {
      x: { field: 'x', type, sort: null },
      y: { field: 'value', type: 'quantitative' },
      color: seriesColor,
    },
  };
}

function labels(points: readonly Point[], domain: Domain): Layer {
  const ends = SERIES_NAMES.map((series) => points.findLast((point) => point.series === series)!);
  const places = spreadLabels(
    ends.map(({ value }) => value),
    { domain, height: HALF.height },
  );
  return endLabels(ends.map(({ series, x }, index) => ({ series, x, y: places[index]! })));
}

/** A metric of train and test against a property of the model; the axis shows only the range of the values. */
export function againstSpec(
  points: readonly Point[],
  { metric, title, logarithmic, printed }: Options,
): TopLevelSpec {
  const type: XType = points.every(({ x }) => typeof x === 'number') ? 'quantitative' : 'ordinal';
  const shown = [...points.flatMap(({ low, high }) => [low, high]), ...printed.map(({ value }) => value)];
  const domain = niceDomain(shown);
  // A tick at every measurement, labelled as far as there is room.
  const ticks = {
    values: [...new Set(points.map((point) => Number(point.x)))],
    format: logarithmic ? '~f' : ',d',
    labelOverlap: 'parity' as const,
  };
  const xAxis = { title, labelAngle: 0, ...(type === 'quantitative' ? ticks : {}) };
  const linear = type === 'quantitative' ? { zero: false, nice: false } : {};
  const xScale = logarithmic ? ({ type: 'log', nice: false } as const) : linear;
  return {
    ...base(HALF),
    data: { values: [...points] },
    encoding: {
      x: { field: 'x', type, sort: null, axis: xAxis, scale: xScale },
      y: {
        type: 'quantitative',
        scale: { domain: [...domain] },
        axis: valueAxis(metric, { decimals: shareDecimals(domain) }),
      },
    },
    layer: [
      ...measured(type, hasSpread(points)),
      ...(printed.length > 0 ? [printedMarks(printed, type)] : []),
      labels(points, domain),
    ],
  };
}
