import type { Chart, FigurePlan } from '../model/report.ts';
import * as formats from '../numbers/formats.ts';
import type { GridResult } from '../sweeps/grid-result.ts';
import { CONFIDENCE, type MeanOverSeeds } from '../sweeps/summary.ts';
import { valueName } from '../sweeps/sweep.ts';
import { type HeatCell, heatMapSpec } from './heat-map.ts';
import { intervalLineSpec } from './layers.ts';
import { niceDomain } from './scales.ts';

/** How the figures and tables of sweeps speak of means over seeds. */

/** "87 % ± 1.20 points, diverged". */
export function accuracyWords({
  accuracy: { mean, high },
  diverged,
}: {
  readonly accuracy: MeanOverSeeds;
  readonly diverged: boolean;
}): string {
  const spread = high === null ? '' : ` ± ${formats.points(high - mean)}`;
  return `${formats.percent(mean, 0)}${spread}${diverged ? ', diverged' : ''}`;
}

/** The sentence that explains intervals, or nothing for a single seed. */
export function intervalNote(seeds: number): string {
  return seeds > 1
    ? ` Below it, in points, how far the ${formats.percent(CONFIDENCE, 0)} confidence interval of the mean over ${formats.count(seeds, 'seed')} reaches to either side (Student’s t).`
    : '';
}

type Cell = GridResult['cells'][number];

/** A setting's value as charts and tables print it. */
export const valueText = (value: unknown) =>
  typeof value === 'number' ? formats.plain(value) : formats.quoted(valueName(value));

/** Cells that a description says one by one; of more it says the best and the worst. */
const MOST_WORDS = 30;

/** Accuracies that span less than this are told apart by a decimal of a percent. */
const FINE = 0.2;

const accuracyOf = ({ metrics }: Cell) => metrics['test.accuracy']!;

function cellWords(cell: Cell): string {
  const setting = Object.entries(cell.setting).map(([axis, value]) => `${axis} ${valueText(value)}`);
  const measured = accuracyWords({ accuracy: accuracyOf(cell), diverged: cell.diverged > 0 });
  return `${setting.join(', ')}: ${measured}`;
}

function describe(cells: readonly Cell[]): string {
  if (cells.length <= MOST_WORDS) return `${cells.map(cellWords).join('; ')}.`;
  const sorted = [...cells].sort((a, b) => accuracyOf(b).mean - accuracyOf(a).mean);
  return `Of ${formats.count(cells.length, 'setting')} the best is ${cellWords(sorted[0]!)}, and the worst ${cellWords(sorted.at(-1)!)}.`;
}

/** The first axis across, the second upright, each combination of the others a panel of its own. */
function heatCells({ cells, axes }: GridResult): HeatCell[] {
  const [across, upright, ...others] = axes.map(({ name }) => name) as [string, string, ...string[]];
  return cells.map((cell) => {
    const panel = others.map((axis) => `${axis} ${valueText(cell.setting[axis])}`).join(', ');
    return {
      column: valueText(cell.setting[across]),
      row: valueText(cell.setting[upright]),
      ...(panel !== '' && { panel }),
      accuracy: accuracyOf(cell),
      diverged: cell.diverged > 0,
    };
  });
}

function chartOf(result: GridResult): Chart {
  const { name, cells, axes } = result;
  const title = formats.quoted(result.title);
  const [first, second] = axes as [GridResult['axes'][number], GridResult['axes'][number] | undefined];
  if (!second) {
    const points = cells.map((cell) => ({
      at: valueText(cell.setting[first.name]),
      accuracy: accuracyOf(cell),
    }));
    const label = `Line chart: ${title}, test accuracy. ${describe(cells)}`;
    return { name: `grid-${name}`, label, spec: intervalLineSpec(points, { xTitle: first.title }) };
  }
  const domain = niceDomain(cells.map((cell) => accuracyOf(cell).mean));
  const titles = { xTitle: first.title, yTitle: second.title };
  const spec = heatMapSpec(heatCells(result), {
    ...titles,
    domain,
    decimals: domain[1] - domain[0] < FINE ? 1 : 0,
  });
  return { name: `grid-${name}`, label: `Heat map: ${title}, test accuracy. ${describe(cells)}`, spec };
}

/** The aggregated test accuracies of a grid: a line for one axis, a heat map for two, several of them for more. */
export function gridFigure(result: GridResult): FigurePlan {
  const { name, title, axes, seeds } = result;
  const caption =
    axes.length === 1
      ? `Mean test accuracy over the seeds${seeds.length > 1 ? `, with the ${formats.percent(CONFIDENCE, 0)} confidence interval of that mean (Student’s t)` : ''}.`
      : `Mean test accuracy over the seeds, in percent: the darker, the better.${intervalNote(seeds.length)} A cross marks settings at which a training diverged.`;
  return {
    id: `grid-${name}`,
    title: formats.quoted(title),
    caption,
    needs: [],
    charts: () => [chartOf(result)],
  };
}
