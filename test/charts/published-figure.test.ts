import { expect, it } from 'vitest';
import study from '../../experiments/index.ts';
import { publishedFigure } from '../../pipeline/charts/published-figure.ts';
import { readResults } from '../../pipeline/results/file.ts';

const results = await readResults('report/reference/results.json');
const rowsOf = (changed = results) => {
  const [chart] = publishedFigure(changed, study)!.charts();
  return (chart!.spec as { data: { values: { kind: string; x: number; shape: string; holds: string }[] } })
    .data.values;
};

it('has a mark for every printed value and one for every seed', () => {
  const rows = rowsOf();
  const printed = rows.filter(({ kind }) => kind === 'published');
  expect(rows.length - printed.length).toBe(5 * printed.length);
});

it('turns a value far from the band into a triangle at the edge of its panel', () => {
  const moved = structuredClone(results);
  const before = rowsOf().filter(({ shape }) => shape !== 'diamond').length;
  const band = moved.bands.find(
    ({ experiment, metric }) => experiment === 'a-softmax' && metric === 'test.loss',
  )!;
  Object.assign(band, { low: band.low + 1, high: band.high + 1 });
  const rows = rowsOf(moved);
  expect(rows.filter(({ shape }) => shape !== 'diamond').length).toBe(before + 6);
  expect(rows.filter(({ holds }) => holds === 'outside').length).toBeGreaterThan(
    rowsOf().filter(({ holds }) => holds === 'outside').length,
  );
});

it('is left out where nothing can be compared', () => {
  expect(publishedFigure({ ...results, bands: [] }, study)).toBeNull();
});
