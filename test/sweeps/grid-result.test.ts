import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csv } from '../../pipeline/report/interactive/fields.ts';
import { formatGrid, gridResultJsonSchema } from '../../pipeline/sweeps/grid-result.ts';
import { gridLines, gridRows } from '../../pipeline/sweeps/summary.ts';
import { endingAt, madeUpGrid } from './fixture.ts';

const sweep = { width: [10, 20], learningRate: [0.1, 0.01], seed: [1, 2, 3] };
const accuracyOf = (cell: number, seed: number) => 0.8 + 0.05 * cell + 0.01 * seed;
const result = madeUpGrid(sweep, (cell, seed) => endingAt(accuracyOf(cell, seed)));

describe('the result of a grid', () => {
  test('gives each cell the mean and the t interval over its own seeds', () => {
    expect(result.cells.map(({ id }) => id)).toEqual([
      'mine/width=10,learningRate=0.1',
      'mine/width=10,learningRate=0.01',
      'mine/width=20,learningRate=0.1',
      'mine/width=20,learningRate=0.01',
    ]);
    // 0.81, 0.82, 0.83: s = 0.01, t(0.975, 2) = 4.302653, half-width 4.302653 * 0.01 / sqrt(3)
    const { mean, low, high } = result.cells[0]!.metrics['test.accuracy']!;
    expect([mean, low, high]).toEqual([
      expect.closeTo(0.82, 12),
      expect.closeTo(0.82 - 0.0248414, 6),
      expect.closeTo(0.82 + 0.0248414, 6),
    ]);
    expect(result.cells[3]!.metrics['test.accuracy']!.mean).toBeCloseTo(0.97, 12);
    expect(result.cells[3]!.metrics['validation.loss']).toBeUndefined();
  });

  test('has no interval for a single seed', () => {
    const single = madeUpGrid({ width: [10] }, () => endingAt(0.5));
    expect(single.cells[0]!.metrics['test.accuracy']).toEqual({ mean: 0.5, low: null, high: null });
  });

  test('counts the seeds that diverged', () => {
    const mixed = madeUpGrid({ width: [10, 20], seed: [1, 2] }, (cell, seed) =>
      endingAt(0.1, cell === 1 && seed === 2 ? 17 : undefined),
    );
    expect(mixed.cells.map(({ diverged }) => diverged)).toEqual([0, 1]);
    expect(mixed.cells[1]!.runs.map(({ divergedAt }) => divergedAt)).toEqual([undefined, 17]);
  });

  test('meets its published JSON Schema, and nothing else does', () => {
    const validate = new Ajv2020({ strict: false }).compile(JSON.parse(gridResultJsonSchema()));
    const parsed = JSON.parse(formatGrid(result));
    expect(validate(parsed), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...parsed, cells: [{ id: 'x' }] })).toBe(false);
  });

  test('loses and mixes no run, whatever the shape of the grid', () => {
    const values = fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(values, values, values, (width, iterations, seed) => {
        const grid = madeUpGrid({ iterations, width, seed }, (cell, own) =>
          endingAt((cell * 100 + own) / 10_000),
        );
        expect(gridRows(grid).map((row) => row['test.accuracy'])).toEqual(
          grid.cells.flatMap((_, cell) => seed.map((own) => (cell * 100 + own) / 10_000)),
        );
        expect(new Set(gridRows(grid).map((row) => `${row.width} ${row.iterations} ${row.seed}`)).size).toBe(
          width.length * iterations.length * seed.length,
        );
      }),
    );
  });
});

describe('a grid as text', () => {
  test('is CSV with a row for each cell and seed', () => {
    const lines = csv(gridRows(result)).split('\n');
    expect(lines[0]).toBe(
      'width,learningRate,seed,train.accuracy,train.loss,test.accuracy,test.loss,divergedAt',
    );
    expect(lines[2]).toBe('10,0.1,2,0.8300000000000001,0.3,0.8200000000000001,0.4,');
    expect(lines).toHaveLength(1 + 4 * 3 + 1);
  });

  test('says the mean and the interval of every cell', () => {
    expect(gridLines(result)).toEqual([
      'mean test accuracy of 3 seeds and its 95 % confidence interval:',
      '  width=10,learningRate=0.1  82.00 % (79.52 to 84.48), loss 0.4000',
      '  width=10,learningRate=0.01  87.00 % (84.52 to 89.48), loss 0.4000',
      '  width=20,learningRate=0.1  92.00 % (89.52 to 94.48), loss 0.4000',
      '  width=20,learningRate=0.01  97.00 % (94.52 to 99.48), loss 0.4000',
    ]);
  });

  test('says the best of many cells, and which diverged', () => {
    const width = Array.from({ length: 50 }, (_, index) => index + 1);
    const large = madeUpGrid({ width }, (cell) => endingAt(cell / 100, cell === 49 ? 3 : undefined));
    const lines = gridLines(large);
    expect(lines).toHaveLength(41);
    expect(lines[0]).toBe('mean test accuracy of 1 seed; the best 40 of 50 cells:');
    expect(lines[1]).toBe('  width=50  49.00 %, loss 0.4000, diverged 1 of 1');
  });
});
