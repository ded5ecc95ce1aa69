import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import study from '../../experiments/index.ts';
import type { Experiment } from '../../pipeline/model/experiment.ts';
import { costEstimator, readCosts } from '../../pipeline/run/costs.ts';
import { shardOf } from '../../pipeline/run/plan.ts';
import { estimateCost } from '../../pipeline/run/run.ts';
import { LOCATION, runOf } from './stand-ins.ts';

/** Shards 1 to n of numbers that are their own costs. */
const shards = (costs: readonly number[], count: number) =>
  Array.from({ length: count }, (_, i) => shardOf(costs, { index: i + 1, count }, (cost) => cost));

describe('shardOf', () => {
  test('gives the dearest first to the shard with the least to do', () => {
    // 8 | 7 | 6, then 5 to the third (11), 4 to the second (11), 3 to the first (11).
    expect(shards([3, 4, 5, 6, 7, 8], 3)).toEqual([
      [3, 8],
      [4, 7],
      [5, 6],
    ]);
  });

  test('leaves shards empty when there are more of them than items', () => {
    expect(shards([1, 2], 3)).toEqual([[2], [1], []]);
  });

  test('gives every item to exactly one shard, in the given order', () => {
    const items = fc.array(fc.record({ id: fc.integer(), cost: fc.integer({ min: 1, max: 99 }) }));
    fc.assert(
      fc.property(items, fc.integer({ min: 1, max: 6 }), (all, count) => {
        const parts = Array.from({ length: count }, (_, i) =>
          shardOf(all, { index: i + 1, count }, ({ cost }) => cost),
        );
        expect(parts.flat().length).toBe(all.length);
        for (const part of parts) expect(part).toEqual(all.filter((item) => part.includes(item)));
        expect(new Set(parts.flat())).toEqual(new Set(all));
      }),
    );
  });
});

describe('the measured costs', () => {
  const { experiments } = study;

  test('are of experiments that there are', async () => {
    const known = experiments.map(({ id }) => id);
    expect(Object.keys(await readCosts(study)).filter((id) => !known.includes(id))).toEqual([]);
  });

  test('scale the estimate for an experiment that was not measured', () => {
    const [a, b] = experiments;
    const location = { ...LOCATION, record: { ...LOCATION.record, sizes: { train: 60_000, test: 10_000 } } };
    const estimate = (experiment: Experiment) => estimateCost(runOf(experiment, 1, location));
    const cost = costEstimator({ [a!.id]: 10 }, study);
    expect(cost(a!)).toBe(10);
    expect(cost(b!)).toBeCloseTo((10 / estimate(a!)) * estimate(b!), 9);
  });

  test('balance four shards of the whole catalogue within a tenth', async () => {
    const cost = costEstimator(await readCosts(study), study);
    const loads = [1, 2, 3, 4].map((index) =>
      shardOf(experiments, { index, count: 4 }, cost).reduce((sum, experiment) => sum + cost(experiment), 0),
    );
    expect(Math.max(...loads) / Math.min(...loads)).toBeLessThan(1.1);
  });
});
