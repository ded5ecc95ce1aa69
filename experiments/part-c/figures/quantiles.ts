import type { TopLevelSpec } from 'vega-lite';
import { type Domain, niceDomain } from '../../../pipeline/charts/scales.ts';
import { base, HALF } from '../../../pipeline/charts/theme.ts';
import type { Observations } from '../../../pipeline/model/run-record.ts';
import { VARIANTS, type Variant } from './variants.ts';

/** Limits that hold the percentiles of all of `observed`, so that panels can be compared. */
export function quantileDomain(observed: readonly Observations[]): Domain {
  return niceDomain(observed.flatMap(({ unitInput: { p15, p85 } }) => [...p15, ...p85]));
}

/** The 15th, 50th and 85th percentile of what a unit's activation is given, over training steps. */
export function quantilesSpec(
  { steps, unitInput }: Observations,
  { variant, domain }: { variant: Variant; domain: Domain },
): TopLevelSpec {
  const { color } = VARIANTS[variant];
  const rows = steps.map((step, look) => ({
    x: step,
    value: unitInput.p50[look]!,
    low: unitInput.p15[look]!,
    high: unitInput.p85[look]!,
  }));
  const x = { field: 'x', type: 'quantitative' } as const;
  const edge = (field: 'low' | 'high') =>
    ({
      mark: { type: 'line', strokeWidth: 0.75, color },
      encoding: { x, y: { field, type: 'quantitative' } },
    }) as const;
  return {
    ...base(HALF),
    data: { values: rows },
    encoding: {
      x: {
        ...x,
        axis: { title: 'Step', tickCount: 4, format: ',d' },
        scale: { domain: [0, Math.max(...steps)] },
      },
      y: {
        type: 'quantitative',
        axis: { title: `Input of the unit, ${variant}`, tickCount: 5 },
        scale: { domain: [...domain] },
      },
    },
    layer: [
      {
        mark: { type: 'line', strokeWidth: 1.75, color },
        encoding: { x, y: { field: 'value', type: 'quantitative' } },
      },
      {
        mark: { type: 'area', opacity: 0.2, color },
        encoding: { x, y: { field: 'low', type: 'quantitative' }, y2: { field: 'high' } },
      },
      edge('low'),
      edge('high'),
    ],
  };
}
