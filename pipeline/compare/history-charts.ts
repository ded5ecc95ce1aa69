import type { TopLevelSpec } from 'vega-lite';
import { METRIC_TITLE, shareDecimals, valueAxis } from '../charts/layers.ts';
import { niceDomain } from '../charts/scales.ts';
import { base, type Frame, REFERENCE, WIDE } from '../charts/theme.ts';
import { isAccuracy, metricWords } from '../model/experiment.ts';
import type { Chart } from '../model/report.ts';
import type { BandRecord } from '../model/results.ts';
import type { MetricMove } from './difference.ts';
import { HEADLINE_METRICS, type HeadlineMetric, type Night } from './nights.ts';

/** Older nights are left out, and not every date is written, so that they stay apart. */
const NIGHTS_SHOWN = 60;
const DATES_WRITTEN = 12;

/** Room for a title above and slanting dates below. */
const FRAME: Frame = { ...WIDE, padding: { ...WIDE.padding, top: 48, bottom: 72 } };

interface Point {
  readonly date: string;
  readonly engine: string;
  readonly value: number;
}

/** One chart for each headline metric that the last night knows: its value over the nights, and its band. */
export function historyCharts(nights: readonly Night[], bands: readonly BandRecord[]): Chart[] {
  const dates = [...new Set(nights.map(({ date }) => date))].slice(-NIGHTS_SHOWN);
  const shown = nights.filter(({ date, scale }) => dates.includes(date) && scale === nights.at(-1)!.scale);
  const experiments = Object.keys(nights.at(-1)?.metrics ?? {});
  return experiments.flatMap((id) =>
    HEADLINE_METRICS.flatMap((metric) => {
      const points = pointsOf(shown, id, metric);
      if (points.length === 0) return [];
      const band = bands.find((each) => each.experiment === id && each.metric === metric);
      const checked = band && band.holds !== 'not run' ? band : undefined;
      return [
        {
          name: `${id}-${metric.replace('.', '-')}`,
          label: labelOf(id, metric, points),
          spec: nightsSpec(points, metric, `${id}: ${metricWords(metric)}`, checked),
        },
      ];
    }),
  );
}

function pointsOf(nights: readonly Night[], id: string, metric: HeadlineMetric): Point[] {
  return nights.flatMap(({ date, engine, metrics }) => {
    const value = metrics[id]?.[metric];
    return value === undefined ? [] : [{ date, engine: engine.name, value }];
  });
}

function labelOf(id: string, metric: HeadlineMetric, points: readonly Point[]): string {
  const days = new Set(points.map(({ date }) => date));
  const nights = `${days.size} ${days.size === 1 ? 'night' : 'nights'}`;
  return `${metricWords(metric)} of ${id} over ${nights} to ${points.at(-1)!.date}`;
}

const x = { field: 'date', type: 'ordinal' } as const;
const y = { field: 'value', type: 'quantitative' } as const;

/** Engines are told apart by colour and by shape. */
const engine = { field: 'engine', type: 'nominal', legend: { title: null, labelFontSize: 11 } } as const;
const ENGINE_COLORS = ['#134b8a', '#d17a00', '#5c5c5c'];

function nightsSpec(
  points: readonly Point[],
  metric: HeadlineMetric,
  title: string,
  band: BandRecord | undefined,
): TopLevelSpec {
  const kind = isAccuracy(metric) ? 'accuracy' : 'loss';
  const values = points.map(({ value }) => value);
  const domain = niceDomain(band ? [...values, band.low, band.high] : values);
  const axis = valueAxis(kind, { title: METRIC_TITLE[kind], decimals: shareDecimals(domain) });
  const color = { ...engine, scale: { range: ENGINE_COLORS } };
  return {
    ...base(FRAME),
    title: { text: title, anchor: 'start', fontSize: 12, fontWeight: 600, offset: 14 },
    data: { values: [...points] },
    encoding: {
      x: { ...x, axis: { title: null, labelAngle: -40, values: writtenDates(points) } },
      y: { ...y, scale: { domain: [...domain] }, axis },
    },
    layer: [
      ...(band ? [bandLayer(band)] : []),
      { mark: { type: 'line', strokeWidth: 1.5 }, encoding: { x, y, color } },
      {
        mark: { type: 'point', filled: true, size: 30, opacity: 1 },
        encoding: { x, y, color, shape: engine },
      },
    ],
  };
}

function writtenDates(points: readonly Point[]): string[] {
  const dates = [...new Set(points.map(({ date }) => date))];
  const every = Math.ceil(dates.length / DATES_WRITTEN);
  // Counted from the end: tonight's date is always written.
  return dates.filter((_, index) => (dates.length - 1 - index) % every === 0);
}

/** The band across the whole chart. */
function bandLayer({ low, high }: BandRecord) {
  return {
    data: { values: [{ low, high }] },
    mark: { type: 'rect', color: REFERENCE.color, opacity: 0.1 },
    encoding: {
      x: { value: 0 },
      x2: { value: 'width' },
      y: { field: 'low', type: 'quantitative' },
      y2: { field: 'high' },
    },
  } as const;
}

/** More would overlap. */
const MOST_EXPERIMENTS = 12;

/**
 * Up to two charts, of test accuracy and test loss, as Mermaid blocks: a comment cannot hold a picture without a
 * place to put it, and GitHub draws Mermaid itself.
 */
export function metricCharts(moves: readonly MetricMove[]): string[] {
  return (['test.accuracy', 'test.loss'] as const).flatMap((metric) => {
    const drawn = moves.flatMap(({ experiment, metric: moved, before, after }) =>
      moved === metric && before !== null && after !== null ? [{ experiment, before, after }] : [],
    );
    if (drawn.length === 0) return [];
    return [chart(drawn.slice(0, MOST_EXPERIMENTS), isAccuracy(metric) ? 'accuracy' : 'loss')];
  });
}

type Bar = { readonly experiment: string; readonly before: number; readonly after: number };

function chart(bars: readonly Bar[], kind: 'accuracy' | 'loss'): string {
  const shown = (value: number) => (kind === 'accuracy' ? (value * 100).toFixed(2) : value.toFixed(4));
  const values = (side: 'before' | 'after') => bars.map((bar) => shown(bar[side])).join(', ');
  const unit = kind === 'accuracy' ? '%' : 'nats';
  // Experiments' names are the only text from outside; inside quotes these characters alone could end it.
  const names = bars.map(({ experiment }) => `"${experiment.replaceAll(/[^\w.-]/g, '')}"`);
  return [
    '```mermaid',
    'xychart-beta',
    `  title "Test ${kind}: bars after, line before"`,
    `  x-axis [${names.join(', ')}]`,
    `  y-axis "${unit}"`,
    `  bar [${values('after')}]`,
    `  line [${values('before')}]`,
    '```',
  ].join('\n');
}
