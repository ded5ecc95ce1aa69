import type { TopLevelSpec } from 'vega-lite';
import type { Layer } from '../../../pipeline/charts/layers.ts';
import { niceDomain } from '../../../pipeline/charts/scales.ts';
import { base, REFERENCE, SERIES, WIDE } from '../../../pipeline/charts/theme.ts';

/** Train minus test accuracy of one model, in percentage points. */
export interface Gap {
  readonly model: string;
  /** One value a seed, the first seed's first. */
  readonly seeds: readonly number[];
  /** From the write-up's table, if it prints the model. */
  readonly printed: number | null;
}

const y = { field: 'model', type: 'nominal', sort: null } as const;
const x = { field: 'gap', type: 'quantitative' } as const;

function marks(values: readonly object[], mark: object): Layer {
  return { data: { values: [...values] }, mark, encoding: { x, y } } as Layer;
}

/** One row a model: every seed as a dot, the write-up as an open diamond. */
export function gapsSpec(gaps: readonly Gap[]): TopLevelSpec {
  const seeds = gaps.flatMap(({ model, seeds }) =>
    seeds.map((gap, index) => ({ model, gap, source: `replicate ${index + 1}` })),
  );
  const printed = gaps.flatMap(({ model, printed }) =>
    printed === null ? [] : [{ model, gap: printed, source: 'write-up' }],
  );
  const domain = niceDomain([0, ...seeds.map(({ gap }) => gap), ...printed.map(({ gap }) => gap)]);
  const frame = {
    ...WIDE,
    height: 26 * gaps.length,
    width: 420,
    padding: { ...WIDE.padding, left: 170, right: 46 },
  };
  return {
    ...base(frame),
    data: { values: gaps.map(({ model }) => ({ model })) },
    encoding: {
      x: {
        ...x,
        scale: { domain: [...domain] },
        axis: { title: 'Train minus test accuracy (points)', grid: true },
      },
      y: { ...y, axis: { title: null, grid: true } },
    },
    layer: [
      marks(seeds, { type: 'point', filled: true, size: 38, opacity: 0.8, color: SERIES.test.color }),
      marks(printed, {
        type: 'point',
        shape: 'diamond',
        filled: false,
        size: 90,
        strokeWidth: 1.25,
        color: REFERENCE.color,
        opacity: 1,
      }),
    ],
  };
}
