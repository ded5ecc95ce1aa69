import type { TopLevelSpec } from 'vega-lite';
import { type Layer, valueAxis } from '../../../pipeline/charts/layers.ts';
import { PALETTE } from '../../../pipeline/charts/palette.ts';
import { niceDomain, spreadLabels } from '../../../pipeline/charts/scales.ts';
import { base, WIDE } from '../../../pipeline/charts/theme.ts';
import type { ExperimentRecord } from '../../../pipeline/model/results.ts';
import { curveOverSeeds, meanFinal } from '../../../pipeline/results/lookup.ts';

/** One line of the chart: how strongly the model was penalised, and its result. */
export interface Strength {
  readonly text: string;
  readonly record: ExperimentRecord;
}

const DASHES = [
  [1, 0],
  [6, 2],
  [2, 2],
  [8, 2, 2, 2],
  [4, 4],
  [1, 3],
] as const;
/** From no penalty to the strongest; all dark enough to be read as text. */
const SHADES = [PALETTE.ink, PALETTE.grey, PALETTE.blue, PALETTE.test, PALETTE.brown, PALETTE.plum].map(
  ({ light }) => light,
);

const text = { field: 'text', type: 'nominal', legend: null } as const;

function encodings(strengths: readonly Strength[]) {
  const domain = strengths.map((strength) => strength.text);
  const pick = <T>(values: readonly T[]) => domain.map((_, index) => values[index % values.length]!);
  return {
    color: { ...text, scale: { domain, range: pick(SHADES) } },
    strokeDash: { ...text, scale: { domain, range: pick(DASHES).map((dash) => [...dash]) } },
  } as const;
}

function endLabels(
  strengths: readonly Strength[],
  iterations: number,
  domain: readonly [number, number],
): Layer {
  const ends = strengths.map(({ record }) => meanFinal(record, 'test.accuracy') ?? 0);
  const places = spreadLabels(ends, { domain, height: WIDE.height });
  const values = strengths.map((strength, index) => ({
    text: strength.text,
    x: iterations,
    y: places[index]!,
  }));
  return {
    data: { values },
    mark: { type: 'text', align: 'left', dx: 6, fontSize: 11 },
    encoding: {
      x: { field: 'x', type: 'quantitative' },
      y: { field: 'y', type: 'quantitative' },
      text: { field: 'text' },
      color: encodings(strengths).color,
    },
  };
}

/** From the smallest to the largest value over the seeds. */
const band = (strengths: readonly Strength[]): Layer => ({
  mark: { type: 'area', opacity: 0.15 },
  encoding: {
    y: { field: 'low', type: 'quantitative' },
    y2: { field: 'high' },
    color: encodings(strengths).color,
  },
});

/** Test accuracy at every iteration, one line a strength of the penalty. */
export function strengthsSpec(strengths: readonly Strength[]): TopLevelSpec {
  const rows = strengths.flatMap(({ text, record }) =>
    curveOverSeeds(record, 'test', 'accuracy').map(({ mean, low, high }, index) => ({
      text,
      iteration: index + 1,
      value: mean,
      low,
      high,
    })),
  );
  const iterations = Math.max(...rows.map(({ iteration }) => iteration));
  const domain = niceDomain([0, 1]);
  return {
    ...base(WIDE),
    data: { values: rows },
    encoding: {
      x: {
        field: 'iteration',
        type: 'quantitative',
        scale: { domain: [0, iterations] },
        axis: { title: 'Iteration', tickCount: 5 },
      },
      y: {
        type: 'quantitative',
        scale: { domain: [...domain] },
        axis: valueAxis('accuracy', { title: 'Test accuracy' }),
      },
    },
    layer: [
      ...(rows.some(({ low, high }) => low < high) ? [band(strengths)] : []),
      {
        mark: { type: 'line', strokeWidth: 1.6 },
        encoding: { y: { field: 'value', type: 'quantitative' }, ...encodings(strengths) },
      },
      endLabels(strengths, iterations, domain),
    ],
  };
}
