import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { build } from '../../../experiments/part-c/normalized-network.ts';
import { eagerEngine } from '../../../pipeline/engine/eager.ts';
import type { Engine } from '../../../pipeline/model/engine.ts';
import type { LayersConfig } from '../../../pipeline/training/mini-batch/config.ts';
import { trainMiniBatches } from '../../../pipeline/training/mini-batch/train.ts';
import { NORMALIZED, tinyImages } from './tiny-images.ts';

describe('observer', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = eagerEngine({ name: 'wasm', version: 'cpu', numericClass: 'test' }, 'cpu');
    await engine.activate();
  });
  const data = tinyImages();
  const run = (config: LayersConfig) =>
    trainMiniBatches({ engine, build, config, data, seed: 1, onProgress: async () => {} });
  const observed = { ...NORMALIZED, observeEvery: 5 }; // 3 epochs of 5 steps

  test('looks before the first step and then every so many', async () => {
    const { observations } = await run(observed);
    expect(observations!.steps).toEqual([0, 5, 10]);
    const { p15, p50, p85 } = observations!.unitInput;
    for (const [at, median] of p50.entries()) {
      expect(p15[at]!).toBeLessThanOrEqual(median);
      expect(p85[at]!).toBeGreaterThanOrEqual(median);
    }
  });

  test('sees every unit at the looks after so many steps', async () => {
    const { observations } = await run({ ...observed, observeEvery: 2, observeUnitsEvery: 6 });
    expect(observations!.steps).toEqual([0, 2, 4, 6, 8, 10, 12, 14]);
    const { steps, p15, p50, p85 } = observations!.unitInputs!;
    expect(steps).toEqual([0, 6, 12]);
    for (const looks of [p15, p50, p85]) expect(looks.map((units) => units.length)).toEqual([4, 4, 4]);
    for (const [look, medians] of p50.entries()) {
      expect(new Set(medians).size).toBe(4); // units differ
      for (const [unit, median] of medians.entries()) {
        expect(p15[look]![unit]!).toBeLessThan(median);
        expect(p85[look]![unit]!).toBeGreaterThan(median);
      }
    }
    expect((await run(observed)).observations!.unitInputs).toBeUndefined();
  });

  test('sees of the first unit among all what it sees of it alone, to three digits', async () => {
    const { observations } = await run({ ...observed, observeUnitsEvery: 5 });
    const { unitInput, unitInputs } = observations!;
    for (const name of ['p15', 'p50', 'p85'] as const) {
      const rounded = unitInput[name].map((value) => Number(value.toPrecision(3)));
      expect(unitInputs![name].map(([first]) => first)).toEqual(rounded);
    }
  });

  test('sees at the end of an epoch what the history says', async () => {
    const { observations, history } = await run(observed);
    expect(observations!.test.loss[1]).toBe(history.test!.loss[0]);
    expect(observations!.test.accuracy[2]).toBe(history.test!.accuracy[1]);
  });

  test('changes nothing', async () => {
    const { observations: _, ...seen } = await run(observed);
    expect(seen).toEqual(await run(NORMALIZED));
    const { observations: __, ...closely } = await run({ ...observed, observeUnitsEvery: 5 });
    expect(closely).toEqual(seen);
  });

  test('finds normalised units with mean beta and deviation gamma, but for epsilon', async () => {
    const { observations } = await run({ ...observed, epochs: 30 });
    const { beta, gamma, mean, deviation } = observations!.normalizedUnits!;
    expect(beta).toHaveLength(4);
    for (const unit of beta.keys()) {
      expect(mean[unit]!).toBeCloseTo(beta[unit]!, 4);
      expect(deviation[unit]!).toBeLessThanOrEqual(Math.abs(gamma[unit]!));
      // sqrt(variance / (variance + epsilon)) for variances of at least four epsilons
      expect(deviation[unit]!).toBeGreaterThan(Math.abs(gamma[unit]!) * Math.sqrt(4 / 5));
    }
  });

  test('measures the test set by batch statistics, and has none of it without normalisation', async () => {
    const { observations, final } = await run(observed);
    expect(observations!.testByBatchStatistics!.loss).not.toBe(final.test!.loss);
    const plain = await run({ ...observed, batchNormalization: null });
    expect(plain.observations!.testByBatchStatistics).toBeUndefined();
    expect(plain.observations!.normalizedUnits).toBeUndefined();
  });
});
