import type { TopLevelSpec } from 'vega-lite';
import type { ExperimentRecord } from '../../results/schema.ts';
import { endLabels, type Layer, referenceLine, seriesColor, seriesDash, valueAxis } from './layers.ts';
import { fullDomain, labelBelow, type Metric, type Scale, spreadLabels } from './scales.ts';
import { base, type Frame, SERIES_NAMES, type Series } from './theme.ts';

interface CurveRow {
  readonly series: Series;
  readonly iteration: number;
  readonly value: number;
  /** Smallest and largest over all seeds. */
  readonly low: number;
  readonly high: number;
}

/** One row an iteration and split: the first seed's value and the seeds' spread. Iterations count from 1. */
function curveRows(record: ExperimentRecord, metric: Metric): CurveRow[] {
  return SERIES_NAMES.flatMap((series) => {
    const all = record.replicates.map(({ history }) => history[series]?.[metric] ?? []);
    const shown = record.history[series]?.[metric] ?? [];
    return shown.map((value, index) => {
      const values = all.map((curve) => curve[index] ?? value);
      return { series, iteration: index + 1, value, low: Math.min(...values), high: Math.max(...values) };
    });
  });
}

const x = { field: 'iteration', type: 'quantitative' } as const;

function spreadBand(): Layer {
  return {
    mark: { type: 'area', opacity: 0.22 },
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
    mark: { type: 'line', strokeWidth: 1.75 },
    encoding: { x, y: { field: 'value', type: 'quantitative' }, color: seriesColor, strokeDash: seriesDash },
  };
}

const endsOf = (rows: readonly CurveRow[]) =>
  SERIES_NAMES.map((series) => rows.findLast((row) => row.series === series)?.value ?? 0);

function lineLabels(rows: readonly CurveRow[], iterations: number, scale: Scale): Layer {
  const places = spreadLabels(endsOf(rows), scale);
  return endLabels(SERIES_NAMES.map((series, index) => ({ series, x: iterations, y: places[index]! })));
}

/** The write-up's printed test value, as a number in the chart's units and as text. */
export interface Reference {
  readonly value: number;
  readonly text: string;
}

/** Accuracy or loss of train and test at every iteration. */
export function curvesSpec(
  record: ExperimentRecord,
  metric: Metric,
  { reference, frame }: { reference: Reference | null; frame: Frame },
): TopLevelSpec {
  const rows = curveRows(record, metric);
  const iterations = Math.max(...rows.map(({ iteration }) => iteration));
  const domain = fullDomain(metric, [...rows.map(({ high }) => high), ...rows.map(({ low }) => low)]);
  const scale = { domain, height: frame.height };
  const below = reference !== null && labelBelow(reference.value, endsOf(rows), metric, scale);
  return {
    ...base(frame),
    data: { values: rows },
    encoding: {
      x: { ...x, title: 'Iteration', scale: { domain: [0, iterations] }, axis: { tickCount: 5 } },
      y: { type: 'quantitative', scale: { domain: [...domain] }, axis: valueAxis(metric) },
    },
    layer: [
      ...(record.replicates.length > 1 ? [spreadBand()] : []),
      ...(reference ? referenceLine({ ...reference, right: iterations, below }) : []),
      lines(),
      lineLabels(rows, iterations, scale),
    ],
  };
}
