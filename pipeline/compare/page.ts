import path from 'node:path';
import { beforeAfterSpec, commonSplit, type Pair } from '../charts/before-after.ts';
import { fontFaceRules } from '../charts/fonts.ts';
import { type ChartPainter, chartPainter } from '../charts/painter.ts';
import { adaptColors, adaptiveColorStyles } from '../charts/palette.ts';
import type { Metric } from '../charts/scales.ts';
import type { Results } from '../model/results.ts';
import { securityPolicy } from '../report/assets.ts';
import { TEMPLATES } from '../report/html.ts';
import { readTemplate, renderTemplate } from '../report/templates.ts';
import { type Difference, type StateMove, somethingMoved } from './difference.ts';
import { moveRow, NOTHING } from './format-difference.ts';

/** Two results, and what they are called. */
export interface Compared {
  readonly before: Results;
  readonly after: Results;
  readonly places: readonly [before: string, after: string];
}

/** More would make the page slow to read; tables hold them all. */
const MOST_FIGURES = 12;
const STYLES = ['base', 'screen', 'dark'];
const METRICS: readonly Metric[] = ['accuracy', 'loss'];

/** A difference as one HTML file that needs no network: what differs, all that moved, and both curves of what moved most. */
export async function formatPage(difference: Difference, compared: Compared): Promise<string> {
  const styles = [
    fontFaceRules(),
    adaptiveColorStyles(),
    ...STYLES.map((name) => readTemplate(path.join(TEMPLATES, `styles/${name}.css`))),
  ].join('\n');
  const [before, after] = compared.places;
  const view = {
    title: 'Two results compared',
    before,
    after,
    styles,
    policy: securityPolicy({ styles }),
    nothing: somethingMoved(difference) ? null : NOTHING,
    lists: listsOf(difference),
    tables: tablesOf(difference),
    figures: await figuresOf(difference, compared),
  };
  return renderTemplate({ report: path.join(TEMPLATES, 'difference.hbs'), partials: [] }, view, {});
}

function listsOf({ context, settings, added, removed, curves }: Difference) {
  const lists = {
    'Made under different conditions': [...context, ...settings],
    'Experiments added': added,
    'Experiments removed': removed,
    'Curves moved, though no final metric did': curves,
  };
  return Object.entries(lists).flatMap(([title, lines]) => (lines.length > 0 ? [{ title, lines }] : []));
}

function tablesOf({ verdicts, metrics, bands, checks }: Difference) {
  const states = (title: string, what: string, moves: readonly StateMove[]) => ({
    id: what,
    title,
    heads: [what, 'before', 'after'],
    rows: moves.map(({ name, before, after }) => [name, before ?? 'none', after ?? 'none']),
  });
  const moved = {
    id: 'metric',
    title: 'Metrics',
    heads: ['experiment', 'metric', 'before', 'after', 'change', 'size'],
    rows: metrics.map(moveRow).map((row) => Object.values<string>({ ...row })),
  };
  const tables = [states('Verdicts', 'claim', verdicts), moved, states('Bands', 'band', bands)];
  return [...tables, states('Checks', 'run', checks)].filter(({ rows }) => rows.length > 0);
}

/** The experiments that moved most, with the curves of both results laid upon each other. */
async function figuresOf({ metrics, curves }: Difference, { before, after }: Compared) {
  const moved = [...new Set([...metrics.map(({ experiment }) => experiment), ...curves])];
  if (moved.length === 0) return [];
  const paint = await chartPainter();
  const figures = [];
  for (const id of moved.slice(0, MOST_FIGURES)) {
    figures.push(
      await figureOf(id, { before: before.experiments[id]!, after: after.experiments[id]! }, paint),
    );
  }
  return figures;
}

async function figureOf(id: string, pair: Pair, paint: ChartPainter) {
  const split = commonSplit(pair);
  const panels = [];
  for (const metric of METRICS) {
    const label = `${split} ${metric} of ${id}, before and after`;
    const { svg } = await paint({
      name: `${id}-${metric}`.replaceAll(/[^\w-]/g, '-'),
      label,
      spec: beforeAfterSpec(pair, metric, split),
    });
    panels.push({ label, svg: adaptColors(svg) });
  }
  const seeds = (side: keyof Pair) => `${pair[side].seeds.length}`;
  const caption = `${id}: ${split} accuracy and ${split} loss, means over ${seeds('before')} and ${seeds('after')} seeds.`;
  return { title: id, panels, caption };
}
