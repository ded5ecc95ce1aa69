import { describe, expect, it } from 'vitest';
import { partCFigures } from '../../../experiments/part-c/figures/index.ts';
import { allRows, readingOf } from '../../../pipeline/report/interactive/fields.ts';
import { lookUp, plausibleResults } from '../../report/fixture.ts';

const charts = partCFigures(lookUp(plausibleResults())).flatMap((figure) => figure.charts());
const chart = (name: string) => charts.find((candidate) => candidate.name === name)!;

describe('the charts of part C', () => {
  it('mark what diverged in a heat map, and only that', () => {
    const cells = allRows(chart('c-rates')).filter(({ row }) => row === 'plain');
    expect(cells.map(({ column, diverged }) => [column, diverged])).toEqual([
      ...['0.001', '0.003', '0.01', '0.03', '0.1', '0.3'].map((rate) => [rate, false]),
      ...['1', '3', '10'].map((rate) => [rate, true]),
    ]);
    expect(cells.at(-1)).toMatchObject({ label: '10 ×' });
  });

  it('do not call a network diverged that only fails to learn', () => {
    const [smallest] = allRows(chart('c-weights'));
    expect(smallest).toMatchObject({ row: 'plain', column: '0.001', diverged: false, label: '10' });
  });

  it('show a unit’s percentiles on one scale with and without normalisation', () => {
    const domains = ['plain', 'normalised'].map((variant) => {
      const spec = chart(`c-sigmoid-inputs-${variant}`).spec as unknown as {
        encoding: { y: { scale: { domain: number[] } } };
      };
      return spec.encoding.y.scale.domain;
    });
    expect(domains[0]).toEqual(domains[1]);
  });

  it('follow every epoch and every look', () => {
    const rows = (name: string) =>
      allRows(chart(name)).filter(({ series, value }) => series === 'plain' && value);
    expect(rows('c-relu-test-loss').map(({ x }) => x)).toEqual([1, 2, 3, 4, 5]);
    expect(rows('c-relu-steps').map(({ x }) => x)).toEqual(
      Array.from({ length: 50 }, (_, look) => 100 * look), // 5 epochs of 1,000 steps
    );
  });

  it('can be read along an axis, but for the drawing and the heat maps', () => {
    const still = charts.filter((candidate) => readingOf(candidate) === null).map(({ name }) => name);
    expect(still).toEqual(['c-network', 'c-rates', 'c-weights']);
  });
});
