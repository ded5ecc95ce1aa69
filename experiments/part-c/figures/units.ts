import type { TopLevelSpec } from 'vega-lite';
import { PALETTE } from '../../../pipeline/charts/palette.ts';
import { niceDomain } from '../../../pipeline/charts/scales.ts';
import { base, HALF } from '../../../pipeline/charts/theme.ts';
import { VARIANTS } from './variants.ts';

/** One value a unit: what was learned and what was measured. */
export interface UnitValues {
  readonly learned: readonly number[];
  readonly measured: readonly number[];
}

/** Measured against learned, one dot a unit; where they agree, dots lie on the diagonal. */
export function unitsSpec(
  { learned, measured }: UnitValues,
  { xTitle, yTitle }: { xTitle: string; yTitle: string },
): TopLevelSpec {
  const [low, high] = niceDomain([...learned, ...measured]);
  const scale = { domain: [low, high] };
  return {
    ...base(HALF),
    data: { values: learned.map((value, unit) => ({ x: value, value: measured[unit]! })) },
    encoding: {
      x: { field: 'x', type: 'quantitative', axis: { title: xTitle, tickCount: 5 }, scale },
      y: { field: 'value', type: 'quantitative', axis: { title: yTitle, tickCount: 5 }, scale },
    },
    layer: [
      {
        data: { values: [low, high].map((end) => ({ x: end, diagonal: end })) },
        mark: { type: 'line', strokeWidth: 1, strokeDash: [2, 2], color: PALETTE.reference.light },
        encoding: { y: { field: 'diagonal', type: 'quantitative' } },
      },
      { mark: { type: 'point', filled: false, size: 24, color: VARIANTS.normalised.color, opacity: 0.8 } },
    ],
  };
}
