import { expect, test } from 'vitest';
import { bench } from '../../pipeline/bench/schema.ts';
import { benchChart, summarise } from '../../pipeline/bench/summary.ts';
import { chartPainter } from '../../pipeline/charts/painter.ts';
import { benchFixture } from './fixture.ts';

test('the fixture is a benchmark', () => {
  expect(bench.parse(benchFixture)).toEqual(benchFixture);
});

test('the summary has a row a race, with the ratio to each other entrant', () => {
  const summary = summarise(benchFixture);
  expect(summary).toContain('| seconds for one experiment | ONNX Runtime | PyTorch, one thread |');
  expect(summary).toContain(
    '| Network A, one iteration | 0.400 [0.360, 0.440] | 0.500 [0.450, 0.550]; ratio 0.800 [0.720, 0.880] |',
  );
  expect(summary).toContain('100 GFLOP/s at best (PyTorch, 1 x 2 x 3)');
  expect(summary).toContain('Network A: 76\u00a0%');
});

test('the summary says what a build costs, where it was measured', () => {
  expect(summarise(benchFixture)).toContain(
    '`npm run report`, at quick scale, 25 experiments on embedded data: 60.0 s cold, 2.00 [1.80, 2.20] s after an edit of a template, 0.500 [0.450, 0.550] s with nothing to do.',
  );
  expect(summarise(benchFixture)).toContain('1,000 runs: 1.00 [0.900, 1.10] s.');
  expect(summarise(benchFixture)).not.toContain('full scale');
  expect(summarise({ ...benchFixture, parts: {} })).not.toContain('npm run report');
});

test('the chart is drawn without a warning and names who runs two at once', async () => {
  const chart = benchChart(benchFixture)!;
  expect(chart.label).toBe(
    'Network A, seconds for one iteration of one experiment: ONNX Runtime 0.4, PyTorch, one thread 0.5.',
  );
  const { svg } = await (await chartPainter())(chart);
  expect(svg).toContain('ONNX Runtime, 2 at once');
  expect(svg).toContain('0.400');
});

test('there is no chart without a race', () => {
  expect(benchChart({ ...benchFixture, parts: {} })).toBeNull();
});
