import { beforeAll, describe, expect, test } from 'vitest';
import { visibleText } from '../../pipeline/numbers/visible-text.ts';
import type { RenderedReport } from '../../pipeline/report/html.ts';
import { endingAt, madeUpGrid } from '../sweeps/fixture.ts';
import { partialResults, render } from './fixture.ts';

const many = Array.from({ length: 40 }, (_, index) => index + 1);
const ending = (cell: number, seed: number) =>
  endingAt(0.5 + 0.0001 * cell + 0.01 * seed, cell === 1 ? 3 : undefined);

const GRIDS = [
  madeUpGrid({ width: [10, 20, 30], seed: [1, 2] }, ending, { name: 'line', title: 'Width, 3 values' }),
  madeUpGrid({ width: many, learningRate: many }, ending, { name: 'large' }),
  madeUpGrid(
    { hiddenUnits: [[100], [300, 20]], batchSize: [4, 8], normalization: ['none', 'after-activation'] },
    ending,
    { name: 'panels', base: 'c-relu', title: 'Shapes' },
  ),
];

let report: RenderedReport;
let text: string;
beforeAll(async () => {
  report = await render(partialResults(['a-softmax']), { grids: GRIDS });
  text = visibleText(report.html).replace(/\s+/g, ' ');
});

describe('grids in the report', () => {
  test('are sections of the appendix, in the contents, with numbered figures', () => {
    expect(report.html).toContain('<a href="#sweeps" data-constant>Sweeps</a>');
    for (const { name } of GRIDS) {
      expect(report.html).toMatch(/<strong>Figure \d+\.<\/strong>[^<]*/);
      expect(report.html).toContain(`id="figure-grid-${name}"`);
      expect(report.figures.map((figure) => figure.name)).toContain(`grid-${name}`);
    }
    expect(text).toContain('Width, 3 values');
  });

  test('say how many runs they are, and what of', () => {
    expect(text).toMatch(/a-network-a in 3 × 2 = 6 runs \(seeds 1 and 2\)/);
    expect(text).toContain('40 × 40 × 1 = 1,600 runs');
    expect(text).toContain('Hidden layers: 100 and 300-20.');
  });

  test('list every cell of a small grid, the best of a large one, and which diverged', () => {
    const rowsOf = (name: string) =>
      report.html.split(`id="table-sweep-${name}"`)[1]!.split('</table>')[0]!.match(/<tr>/g)!.length - 1;
    expect([rowsOf('line'), rowsOf('large'), rowsOf('panels')]).toEqual([3, 24, 8]);
    expect(text).toContain('The 24 settings of 1,600 with the best mean test accuracy');
    expect(text).toContain('2 of 2');
    // 0.5 + 0.01 * 1 and 0.5 + 0.01 * 2: 51.5 %, and t(0.975, 1) = 12.706 times 0.5 points to either side
    expect(text).toMatch(/51\.50 %\s*45\.15 % to 57\.85 %/);
  });

  test('are not spoken of where there are none', async () => {
    const { html } = await render(partialResults(['a-softmax']));
    expect(html).not.toContain('id="sweeps"');
    expect(html).not.toContain('--grid');
  });
});
