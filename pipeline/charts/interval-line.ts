import type { TopLevelSpec } from 'vega-lite';
import type { MeanOverSeeds } from '../sweeps/summary.ts';
import { type Layer, shareDecimals, valueAxis } from './layers.ts';
import { niceDomain } from './scales.ts';
import { base, SERIES, WIDE } from './theme.ts';

/** One value of the only axis: test accuracy, a share, over the seeds. */
export interface LinePoint {
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
