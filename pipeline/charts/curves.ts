import type { TopLevelSpec } from 'vega-lite';
import type { ExperimentRecord } from '../model/results.ts';
import { integer } from '../numbers/formats.ts';
import { curveOverSeeds } from '../results/lookup.ts';
import { endLabels, type Layer, referenceLine, seriesColor, seriesDash, valueAxis } from './layers.ts';
import { PALETTE } from './palette.ts';
import { type Domain, fullDomain, type Metric, referenceLabel, type Scale, spreadLabels } from './scales.ts';
import { base, type Frame, SERIES_NAMES, type Series } from './theme.ts';

/** The two splits that a chart compares. */
type Splits = readonly [Series, Series];

interface CurveRow {
  readonly series: Series;
  readonly iteration: number;
  readonly value: number;
  /** Smallest and largest over all seeds. */
  readonly low: number;
  readonly high: number;
}

/** One row for each iteration or epoch and split: the mean over the seeds and their spread. They count from 1. */
function curveRows(record: ExperimentRecord, metric: Metric, splits: Splits): CurveRow[] {
  return splits.flatMap((series) =>
    curveOverSeeds(record, series, metric).map(({ mean, low, high }, index) => ({
      series,
      iteration: index + 1,
      value: mean,
      low,
      high,
    })),
  );
}

const x = { field: 'iteration', type: 'quantitative' } as const;

function spreadBand(): Layer {
  return {
    mark: { type: 'area', opacity: 0.22, clip: true },
    encoding: {
      x,
      y: { field: 'low', type: 'quantitative' },
      y2: { field: 'high' },
      color: seriesColor,
    },
  };
}

function lines(): Layer {
  return {
    mark: { type: 'line', strokeWidth: 1.75, clip: true },
    encoding: { x, y: { field: 'value', type: 'quantitative' }, color: seriesColor, strokeDash: seriesDash },
  };
}

const endsOf = (rows: readonly CurveRow[], splits: Splits) =>
  splits.map((series) => rows.findLast((row) => row.series === series)?.value ?? 0);

function lineLabels(ends: readonly number[], splits: Splits, right: number, scale: Scale): Layer {
  const places = spreadLabels(ends, scale);
  return endLabels(splits.map((series, index) => ({ series, x: right, y: places[index]! })));
}

/** A published test value, as a number in the chart's units and as text. */
export interface Reference {
  readonly value: number;
  readonly text: string;
}

/** Where an accuracy's axis starts if every curve ends well above it. */
const SETTLED = 0.6;
const WELL_ABOVE = 0.7;
/** The first part of training is so steep that a loss axis which showed it would show nothing else. */
const STEEP_SHARE = 1 / 20;

/** A vertical axis, the same for all of these records, that shows how their curves settle. */
export function curveDomain(
  records: readonly ExperimentRecord[],
  metric: Metric,
  splits: Splits = SERIES_NAMES,
): Domain {
  const all = records.map((record) => curveRows(record, metric, splits));
  if (metric === 'accuracy') {
    const ends = all.flatMap((rows) => endsOf(rows, splits));
    return Math.min(...ends) > WELL_ABOVE ? [SETTLED, 1] : fullDomain(metric, []);
  }
  const settling = all.flatMap((rows) => {
    const last = Math.max(...rows.map(({ iteration }) => iteration));
    return rows.filter(({ iteration }) => iteration > last * STEEP_SHARE);
  });
  return fullDomain(metric, [...settling.map(({ high }) => high), ...settling.map(({ low }) => low)]);
}

/** Upright lines at iterations that the document names. */
function phaseLines(phases: readonly number[]): Layer[] {
  const data = { values: phases.map((iteration) => ({ iteration, text: integer(iteration) })) };
  return [
    {
      data,
      mark: { type: 'rule', color: PALETTE.tick.light, strokeWidth: 1 },
      encoding: { x, y: { value: 0 }, y2: { value: 'height' } },
    },
    {
      data,
      mark: {
        type: 'text',
        align: 'left',
        baseline: 'top',
        dx: 3,
        dy: 2,
        fontSize: 10,
        color: PALETTE.grey.light,
      },
      encoding: { x, y: { value: 0 }, text: { field: 'text' } },
    },
  ];
}

interface Options {
  readonly reference: Reference | null;
  readonly frame: Frame;
  /** Train and what was not trained on. */
  readonly splits?: Splits;
  /** What the horizontal axis counts. */
  readonly time?: 'Iteration' | 'Epoch';
  /** Iterations at which the document sees a phase of learning end. */
  readonly phases?: readonly number[];
  /** The vertical axis; by default the record's own. */
  readonly domain?: Domain;
}

/** Accuracy or loss of two splits at every iteration or epoch. */
export function curvesSpec(
  record: ExperimentRecord,
  metric: Metric,
  {
    reference,
    frame,
    splits = SERIES_NAMES,
    time = 'Iteration',
    phases = [],
    domain = curveDomain([record], metric, splits),
  }: Options,
): TopLevelSpec {
  const rows = curveRows(record, metric, splits);
  const right = Math.max(...rows.map(({ iteration }) => iteration));
  const ends = endsOf(rows, splits);
  const scale = { domain, height: frame.height };
  return {
    ...base(frame),
    data: { values: rows },
    encoding: {
      x: { ...x, title: time, scale: { domain: [0, right] }, axis: { tickCount: 5, tickMinStep: 1 } },
      y: { type: 'quantitative', scale: { domain: [...domain] }, axis: valueAxis(metric) },
    },
    layer: [
      ...(phases.length > 0 ? phaseLines(phases) : []),
      ...(record.replicates.length > 1 ? [spreadBand()] : []),
      ...(reference
        ? referenceLine(reference, { right, ...referenceLabel(reference.value, metric, scale) })
        : []),
      lines(),
      lineLabels(ends, splits, right, scale),
    ],
  };
}
