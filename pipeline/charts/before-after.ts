import type { TopLevelSpec } from 'vega-lite';
import type { ExperimentRecord } from '../model/results.ts';
import { curveOverSeeds } from '../results/lookup.ts';
import { type Layer, valueAxis } from './layers.ts';
import { PALETTE } from './palette.ts';
import { type Metric, niceDomain, spreadLabels } from './scales.ts';
import { base, HALF } from './theme.ts';

/** What was before is grey and dashed, and lies below what is now. */
const SIDES = {
  before: { color: PALETTE.grey.light, dash: [4, 3] },
  after: { color: PALETTE.test.light, dash: [1, 0] },
} as const;
type Side = keyof typeof SIDES;

export type Pair = Readonly<Record<Side, ExperimentRecord>>;
const SIDE_NAMES = Object.keys(SIDES) as Side[];

/** The first of these that both results have a curve of. */
const SPLITS = ['test', 'validation', 'train'] as const;
export type Split = (typeof SPLITS)[number];

/** The split whose curves can be laid upon each other. */
export function commonSplit({ before, after }: Pair): Split {
  const has = (record: ExperimentRecord, split: Split) => record.replicates[0]?.history[split] !== undefined;
  return SPLITS.find((split) => has(before, split) && has(after, split)) ?? 'train';
}

/** One metric of one experiment in two results, on average over the seeds of each; epochs or iterations from 1. */
export function beforeAfterSpec(pair: Pair, metric: Metric, split: Split): TopLevelSpec {
  const rows = SIDE_NAMES.flatMap((side) =>
    curveOverSeeds(pair[side], split, metric).map(({ mean }, index) => ({ side, x: index + 1, value: mean })),
  );
  const domain = niceDomain(rows.map(({ value }) => value));
  const ends = SIDE_NAMES.flatMap((side) => rows.findLast((row) => row.side === side) ?? []);
  const places = spreadLabels(
    ends.map(({ value }) => value),
    { domain, height: HALF.height },
  );
  const encoding = {
    x: { field: 'x', type: 'quantitative' },
    y: { field: 'value', type: 'quantitative' },
  } as const;
  const labels: Layer = {
    data: { values: ends.map((end, index) => ({ ...end, value: places[index]! })) },
    mark: { type: 'text', align: 'left', dx: 6, fontSize: 11, fontWeight: 600 },
    encoding: { ...encoding, text: { field: 'side' } },
  };
  return {
    ...base(HALF),
    data: { values: rows },
    encoding: {
      x: { ...encoding.x, title: null, axis: { tickCount: 5, tickMinStep: 1 } },
      y: { ...encoding.y, scale: { domain: [...domain] }, axis: valueAxis(metric, { decimals: 1 }) },
      color: sideScale('color'),
    },
    layer: [
      { mark: { type: 'line', strokeWidth: 1.5 }, encoding: { ...encoding, strokeDash: sideScale('dash') } },
      labels,
    ],
  };
}

const sideScale = (of: 'color' | 'dash') =>
  ({
    field: 'side',
    type: 'nominal',
    legend: null,
    scale: {
      domain: SIDE_NAMES,
      range: SIDE_NAMES.map((side) => (of === 'color' ? SIDES[side].color : [...SIDES[side].dash])),
    },
  }) as const;
