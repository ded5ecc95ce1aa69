import type { TopLevelSpec } from 'vega-lite';
import { type Layer, valueAxis } from '../../pipeline/charts/layers.ts';
import { type Domain, type Metric, niceDomain, spreadLabels } from '../../pipeline/charts/scales.ts';
import { base, type Frame, HALF, SERIES } from '../../pipeline/charts/theme.ts';
import type { ExperimentRecord } from '../../pipeline/model/results.ts';
import { curveOverSeeds } from '../../pipeline/results/lookup.ts';

/** One of the two models of a chart. */
export interface Paired {
  /** Short enough to stand at the end of a line: '4r'. */
  readonly name: string;
  readonly record: ExperimentRecord;
}

const FRAME: Frame = { ...HALF, width: 204, padding: { ...HALF.padding, right: 62 } };

/** Colours tell train from validation as in every chart, dashes the first model from the second. */
const DASHES = [
  [2, 2],
  [1, 0],
] as const;
const SPLITS = [
  { split: 'train', short: 'train' },
  { split: 'validation', short: 'valid.' },
] as const;

/** What identifies the lines of a chart, parallel to each other. */
function encodingsOf(pair: readonly [Paired, Paired]) {
  const lines = pair.flatMap(({ name }, model) =>
    SPLITS.map(({ split, short }) => ({
      line: `${name} ${short}`,
      color: SERIES[split].color,
      dash: [...DASHES[model]!],
    })),
  );
  const domain = lines.map(({ line }) => line);
  const field = { field: 'line', type: 'nominal', legend: null } as const;
  return {
    color: { ...field, scale: { domain, range: lines.map(({ color }) => color) } },
    strokeDash: { ...field, scale: { domain, range: lines.map(({ dash }) => dash) } },
  } as const;
}

/** Train and validation on average over the seeds, a row for each model, split and epoch. Epochs count from 1. */
function rowsOf(pair: readonly [Paired, Paired], metric: Metric) {
  return pair.flatMap(({ name, record }) =>
    SPLITS.flatMap(({ split, short }) =>
      curveOverSeeds(record, split, metric).map(({ mean }, index) => ({
        line: `${name} ${short}`,
        epoch: index + 1,
        value: mean,
      })),
    ),
  );
}

function labels(rows: ReturnType<typeof rowsOf>, pair: readonly [Paired, Paired], domain: Domain): Layer {
  const ends = [...new Set(rows.map(({ line }) => line))].map(
    (name) => rows.findLast(({ line }) => line === name)!,
  );
  const places = spreadLabels(
    ends.map(({ value }) => value),
    { domain, height: FRAME.height },
  );
  const { color } = encodingsOf(pair);
  return {
    data: { values: ends.map(({ line, epoch }, index) => ({ line, epoch, value: places[index]! })) },
    mark: { type: 'text', align: 'left', dx: 7, fontSize: 11, fontWeight: 600 },
    encoding: {
      x: { field: 'epoch', type: 'quantitative' },
      y: { field: 'value', type: 'quantitative' },
      text: { field: 'line' },
      color,
    },
  };
}

/** A metric of two models on train and validation data over the epochs. */
export function pairSpec(pair: readonly [Paired, Paired], metric: Metric): TopLevelSpec {
  const rows = rowsOf(pair, metric);
  const domain = niceDomain(rows.map(({ value }) => value));
  return {
    ...base(FRAME),
    data: { values: rows },
    encoding: {
      x: {
        field: 'epoch',
        type: 'quantitative',
        title: 'Epoch',
        scale: { domain: [0, Math.max(...rows.map(({ epoch }) => epoch))] },
        axis: { tickCount: 5 },
      },
      y: { type: 'quantitative', scale: { domain: [...domain] }, axis: valueAxis(metric) },
    },
    layer: [
      {
        mark: { type: 'line', strokeWidth: 1.6 },
        encoding: { y: { field: 'value', type: 'quantitative' }, ...encodingsOf(pair) },
      },
      labels(rows, pair, domain),
    ],
  };
}
