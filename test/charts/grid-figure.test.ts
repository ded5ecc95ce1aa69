import { beforeAll, describe, expect, test } from 'vitest';
import { gridFigure } from '../../pipeline/charts/grid-figure.ts';
import { type ChartPainter, chartPainter } from '../../pipeline/charts/painter.ts';
import { allRows, readingOf } from '../../pipeline/report/interactive/fields.ts';
import { endingAt, madeUpGrid } from '../sweeps/fixture.ts';

const chartOf = (sweep: object, base = 'a-network-a', divergedCell = -1) => {
  const run = (cell: number, seed: number) =>
    endingAt(0.7 + 0.01 * cell + 0.002 * seed, cell === divergedCell ? 5 : undefined);
  return gridFigure(madeUpGrid(sweep, run, { base })).charts()[0]!;
};

let paint: ChartPainter;
beforeAll(async () => {
  paint = await chartPainter();
});
const svgOf = async (...args: Parameters<typeof chartOf>) => (await paint(chartOf(...args))).svg;
const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;

describe('the figure of a grid', () => {
  test('is a line with intervals for one axis, which readers can move along', async () => {
    const chart = chartOf({ width: [10, 20, 30], seed: [1, 2] });
    expect(readingOf(chart)).toMatchObject({ keyField: 'x', valueField: 'value' });
    const [first] = allRows(chart);
    expect(first).toMatchObject({ x: '10', value: 0.703 });
    expect(Number(first!.low)).toBeLessThan(0.703);
    expect(await svgOf({ width: [10, 20, 30] })).toContain('Hidden units a layer');
  });

  test('is a heat map for two axes, means and intervals in its cells', async () => {
    const chart = chartOf({ width: [10, 20], learningRate: [0.1, 0.2], seed: [1, 2] }, 'a-network-a', 3);
    // t(0.975, 1) = 12.706: 12.706 * 0.0014142 / sqrt(2) = 0.0127
    expect(allRows(chart).map(({ column, row, label, spread }) => [column, row, label, spread])).toEqual([
      ['10', '0.1', '70.3', '± 1.3'],
      ['10', '0.2', '71.3', '± 1.3'],
      ['20', '0.1', '72.3', '± 1.3'],
      ['20', '0.2', '73.3 ×', '± 1.3'],
    ]);
    expect(readingOf(chart)).toBeNull();
    expect((await paint(chart)).svg).toContain('73.3 ×');
  });

  test('is one panel for each combination of the axes beyond the second, in their order', async () => {
    const sweep = {
      width: [10, 20],
      learningRate: [0.1, 0.2],
      iterations: [9, 8],
      standardDeviation: [1, 2],
    };
    const svg = await svgOf(sweep);
    const headings = [...svg.matchAll(/>(iterations \d)</g)].map(([, heading]) => heading);
    expect(headings).toEqual(['iterations 9', 'iterations 9', 'iterations 8', 'iterations 8']);
  });

  test('has a scale of colours instead of labels where cells are too small for them', async () => {
    const many = Array.from({ length: 40 }, (_, index) => index + 1);
    const svg = await svgOf({ width: many, learningRate: [0.1, 0.2] });
    expect(svg).not.toContain('± ');
    expect(svg).toContain('Test accuracy');
    expect(count(svg, /fill="#ffffff"/g)).toBe(0);
  });

  test('describes every cell of a small grid, the best and the worst of a large one', () => {
    expect(chartOf({ width: [10, 20] }).label).toBe(
      'Line chart: Mine, test accuracy. width 10: 70\u00a0%; width 20: 71\u00a0%.',
    );
    const many = Array.from({ length: 31 }, (_, index) => index + 1);
    expect(chartOf({ width: many }, 'a-network-a', 0).label).toBe(
      'Line chart: Mine, test accuracy. Of 31 settings the best is width 31: 100\u00a0%, and the worst width 1: 70\u00a0%, diverged.',
    );
  });
});
