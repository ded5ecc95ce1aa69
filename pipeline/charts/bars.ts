import type { TopLevelSpec } from 'vega-lite';
import { loss, percent } from '../numbers/formats.ts';
import type { Reference } from './curves.ts';
import { hasSpread, type Layer, METRIC_TITLE, type Point, valueAxis } from './layers.ts';
import { PALETTE } from './palette.ts';
import { fullDomain, type Metric } from './scales.ts';
import { base, HALF, REFERENCE, SERIES } from './theme.ts';

const x = { field: 'x', type: 'ordinal', sort: null } as const;
const BAR_WIDTH = 34;

const bars: Layer = {
  mark: { type: 'bar', color: SERIES.test.color, width: BAR_WIDTH },
  encoding: { x, y: { field: 'value', type: 'quantitative' } },
};

/** From the smallest to the largest value over the seeds. */
const whiskers: Layer = {
  mark: { type: 'rule', color: PALETTE.ink.light, strokeWidth: 1.25 },
  encoding: { x, y: { field: 'low', type: 'quantitative' }, y2: { field: 'high' } },
};

const barLabels: Layer = {
  mark: { type: 'text', baseline: 'bottom', dy: -5, fontSize: 11, color: PALETTE.text.light },
  encoding: { x, y: { field: 'high', type: 'quantitative' }, text: { field: 'label' } },
};

function referenceTick(reference: Reference, at: number | string): Layer {
  return {
    data: { values: [{ x: String(at), value: reference.value, source: 'published' }] },
    mark: {
      type: 'tick',
      orient: 'horizontal',
      color: REFERENCE.color,
      size: BAR_WIDTH + 18,
      thickness: 1.25,
    },
    encoding: { x, y: { field: 'value', type: 'quantitative' } },
  };
}

/** A test metric, one bar an experiment, from zero, with its value on top. `at` names the bar of the reference. */
export function barsSpec(
  points: readonly Point[],
  {
    metric,
    title,
    reference,
  }: { metric: Metric; title: string; reference: (Reference & { at: number }) | null },
): TopLevelSpec {
  const rows = points.map((point) => ({
    ...point,
    x: String(point.x),
    label: metric === 'accuracy' ? percent(point.value, 1) : loss(point.value),
  }));
  const domain = fullDomain(
    metric,
    points.map(({ high }) => high * 1.08),
  );
  return {
    ...base(HALF),
    data: { values: rows },
    encoding: {
      x: { ...x, axis: { title, labelAngle: 0 } },
      y: {
        type: 'quantitative',
        scale: { domain: [...domain] },
        axis: valueAxis(metric, { title: `Test ${METRIC_TITLE[metric].toLowerCase()}` }),
      },
    },
    layer: [
      bars,
      ...(reference ? [referenceTick(reference, reference.at)] : []),
      ...(hasSpread(points) ? [whiskers] : []),
      barLabels,
    ],
  };
}
