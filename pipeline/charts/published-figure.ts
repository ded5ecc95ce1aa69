import type { TopLevelSpec } from 'vega-lite';
import { CONFIDENCE } from '../bands/derive.ts';
import { comparePublished, type PublishedComparison } from '../bands/published.ts';
import { metricValue } from '../model/experiment.ts';
import type { Chart, FigurePlan } from '../model/report.ts';
import type { MetricName, Results } from '../model/results.ts';
import * as formats from '../numbers/formats.ts';
import type { Study } from '../study.ts';
import type { Layer } from './layers.ts';
import { PALETTE } from './palette.ts';
import { base } from './theme.ts';

/** One panel a metric, side by side on one axis. */
const PANELS: readonly MetricName[] = ['train.accuracy', 'test.accuracy', 'train.loss', 'test.loss'];
const PANEL_TITLES = ['Train accuracy', 'Test accuracy', 'Train loss', 'Test loss'];
/** Half-widths of the interval that a panel shows to either side; what lies farther out becomes a triangle there. */
const REACH = 3;
const PANEL_WIDTH = 2 * REACH + 2;
const ROW_HEIGHT = 15;

const HOLDS = ['inside', 'outside', 'other data'] as const;
const HOLDS_COLORS = [PALETTE.test, PALETTE.train, PALETTE.grey].map(({ light }) => light);

const holdsOf = ({ holds, comparability }: PublishedComparison): Mark['holds'] =>
  holds === 'outside' && comparability === 'other data' ? 'other data' : holds;

interface Mark {
  readonly row: string;
  /** Place on the common axis. */
  readonly x: number;
  readonly kind: 'ours' | 'published';
  readonly shape: 'diamond' | 'triangle-left' | 'triangle-right';
  /** 'other data': outside, of runs on other data than the document's, which refutes nothing. */
  readonly holds: (typeof HOLDS)[number];
}

/** Printed values and seeds in half-widths of the prediction interval, which reaches from -1 to 1. */
function marksOf(comparison: PublishedComparison, row: string, results: Results): Mark[] {
  const { metric, low, high, printed, experiment } = comparison;
  const holds = holdsOf(comparison);
  const [middle, half] = [(low + high) / 2, (high - low) / 2];
  const centre = PANELS.indexOf(metric) * PANEL_WIDTH;
  const mark = (value: number, kind: Mark['kind']): Mark => {
    const units = (value - middle) / half;
    const shape = units > REACH ? 'triangle-right' : units < -REACH ? 'triangle-left' : 'diamond';
    return { row, kind, shape, holds, x: centre + Math.max(-REACH, Math.min(REACH, units)) };
  };
  const seeds = results.experiments[experiment]!.replicates.flatMap(
    ({ final }) => metricValue(final, metric) ?? [],
  );
  return [...seeds.map((value) => mark(value, 'ours')), mark(printed, 'published')];
}

function spec(marks: readonly Mark[], rows: readonly string[], panels: readonly number[]): TopLevelSpec {
  const x = { field: 'x', type: 'quantitative' } as const;
  const y = { field: 'row', type: 'nominal', sort: null } as const;
  const spans = panels.flatMap((panel) =>
    rows
      .filter((row) => marks.some((mark) => mark.row === row && Math.round(mark.x / PANEL_WIDTH) === panel))
      .map((row) => ({ row, low: panel * PANEL_WIDTH - 1, high: panel * PANEL_WIDTH + 1 })),
  );
  const heads = panels.map((panel) => ({ x: panel * PANEL_WIDTH, text: PANEL_TITLES[panel]! }));
  const ours: Layer = {
    transform: [{ filter: "datum.kind === 'ours'" }],
    mark: { type: 'tick', thickness: 1, size: 8, color: PALETTE.grey.light },
    encoding: { x, y },
  };
  const printed: Layer = {
    transform: [{ filter: "datum.kind === 'published'" }],
    mark: { type: 'point', filled: true, size: 42, opacity: 1 },
    encoding: {
      x,
      y,
      shape: { field: 'shape', type: 'nominal', scale: null, legend: null },
      color: {
        field: 'holds',
        type: 'nominal',
        legend: null,
        scale: { domain: [...HOLDS], range: HOLDS_COLORS },
      },
    },
  };
  const first = panels[0]! * PANEL_WIDTH - PANEL_WIDTH / 2;
  const last = panels.at(-1)! * PANEL_WIDTH + PANEL_WIDTH / 2;
  return {
    ...base({
      width: 372,
      height: ROW_HEIGHT * rows.length,
      padding: { left: 256, right: 8, top: 22, bottom: 6 },
    }),
    data: { values: [...marks] },
    encoding: {
      x: { ...x, axis: null, scale: { domain: [first, last], nice: false } },
      y: { ...y, axis: { title: null, grid: false, labelLimit: 250 } },
    },
    layer: [
      {
        data: { values: spans },
        mark: { type: 'bar', color: PALETTE.grid.light, height: ROW_HEIGHT - 3 },
        encoding: { x: { field: 'low', type: 'quantitative' }, x2: { field: 'high' }, y },
      },
      ours,
      printed,
      {
        data: { values: heads },
        mark: { type: 'text', fontSize: 11, baseline: 'bottom' },
        encoding: { x, y: { value: -6 }, text: { field: 'text' } },
      },
    ],
  };
}

/**
 * Every value that the document prints, beside our seeds, in half-widths of the interval in which one more run of ours
 * should fall. Null where there is nothing to compare.
 */
export function publishedFigure(results: Results, study: Study): FigurePlan | null {
  const compared = comparePublished(results, results.bands, study);
  if (compared.length === 0) return null;
  const titles = new Map(study.experiments.map(({ id, title }) => [id, formats.quoted(title)]));
  const rowOf = ({ experiment }: PublishedComparison) => titles.get(experiment)!;
  const rows = [...new Set(compared.map(rowOf))];
  const panels = PANELS.flatMap((metric, at) =>
    compared.some((each) => each.metric === metric) ? [at] : [],
  );
  const inside = compared.filter(({ holds }) => holds === 'inside').length;
  const chart: Chart = {
    name: 'published-values',
    label: `Dot plot: the published values of ${formats.count(rows.length, 'model')} against the prediction intervals of our runs; ${formats.integer(inside)} of ${formats.integer(compared.length)} lie inside.`,
    spec: spec(
      compared.flatMap((each) => marksOf(each, rowOf(each), results)),
      rows,
      panels,
    ),
  };
  const farOut = compared.some(
    ({ printed, low, high }) => Math.abs(printed - (low + high) / 2) > (REACH * (high - low)) / 2,
  );
  const triangles = farOut
    ? ` A triangle stands for a value more than ${formats.integer(REACH)} half-widths away.`
    : '';
  const otherData = compared.some((each) => holdsOf(each) === 'other data')
    ? ` Grey diamonds lie outside, but our data are others than those of ${study.document}, so that the two are not comparable.`
    : '';
  return {
    id: 'published-values',
    title: `what ${study.document} prints, on the scale of our runs`,
    caption: `Diamonds: printed values, blue where they lie in the grey band, in which ${formats.percent(CONFIDENCE, 0)} of further runs of ours should fall, orange where they do not.${otherData}${triangles} Short strokes: our seeds. Each row and column has a scale of its own, on which all bands are equally wide.`,
    needs: [],
    charts: () => [chart],
  };
}
