import { gridFigure, valueText } from '../../charts/grid-figure.ts';
import * as formats from '../../numbers/formats.ts';
import type { GridResult } from '../../sweeps/grid-result.ts';
import type { MeanOverSeeds } from '../../sweeps/summary.ts';
import { createSlots, FRESH_PARTS } from '../parts.ts';
import { type FigureView, figureFile, figureViews, type RenderedFigure } from './figures.ts';

/** Cells that a table lists; of a larger grid it lists the best, and grid.csv all. */
const MOST_ROWS = 24;

const NOTHING = '–';

type Cell = GridResult['cells'][number];

const mean = (value: MeanOverSeeds | undefined, format: (value: number) => string) =>
  value ? format(value.mean) : NOTHING;

function interval(value: MeanOverSeeds | undefined, format: (value: number) => string): string {
  if (!value || value.low === null || value.high === null) return NOTHING;
  return `${format(value.low)} to ${format(value.high)}`;
}

const accuracyOf = ({ metrics }: Cell) => metrics['test.accuracy']?.mean ?? 0;

function rowOf({ setting, metrics, diverged, runs }: Cell) {
  const { 'test.accuracy': accuracy, 'test.loss': loss } = metrics;
  return {
    setting: Object.values(setting).map(valueText),
    cells: [
      mean(accuracy, formats.percent),
      interval(accuracy, formats.percent),
      mean(loss, formats.loss),
      interval(loss, formats.loss),
      diverged > 0 ? `${formats.integer(diverged)} of ${formats.integer(runs.length)}` : NOTHING,
    ],
  };
}

/** A grid of the reader's own as the appendix shows it. */
function gridView(result: GridResult, figure: FigureView) {
  const { name, title, base, config, axes, cells, seeds, dataset, scale } = result;
  const best = [...cells].sort((a, b) => accuracyOf(b) - accuracyOf(a)).slice(0, MOST_ROWS);
  const isCut = best.length < cells.length;
  const factors = [...axes.map(({ values }) => values.length), seeds.length].map(formats.integer);
  return {
    id: `sweep-${name}`,
    title: formats.quoted(title),
    base,
    stream: config.seed,
    size: `${factors.join(' × ')} = ${formats.count(cells.length * seeds.length, 'run')}`,
    seeds: formats.list(seeds.map(formats.integer)),
    data: dataset.name,
    isQuick: scale === 'quick',
    figure,
    axes: axes.map((axis) => ({
      title: axis.title,
      values: formats.list(axis.values.map(valueText)),
    })),
    caption: isCut
      ? `The ${formats.count(best.length, 'setting')} of ${formats.integer(cells.length)} with the best mean test accuracy`
      : 'Every setting, the best mean test accuracy first',
    rows: best.map(rowOf),
  };
}

/** The grids, each with the figure that was drawn of it. */
export function gridViews(grids: readonly GridResult[], figures: readonly FigureView[]) {
  return grids.map((grid) => gridView(grid, figures.find(({ id }) => id === `grid-${grid.name}`)!));
}

/** A grid's figure by itself, as the report would draw it. */
export async function renderGrid(result: GridResult): Promise<RenderedFigure> {
  const by = { parts: FRESH_PARTS, slots: createSlots() };
  const [figure] = await formats.withMarks(() => figureViews([gridFigure(result)], () => [], by));
  return figureFile(figure!.panels[0]!);
}
