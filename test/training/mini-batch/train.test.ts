import '@tensorflow/tfjs-backend-cpu';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { trainers } from '../../../experiments/trainers.ts';
import { randomStream } from '../../../pipeline/base/random.ts';
import { openEngine } from '../../../pipeline/engine/choose.ts';
import { eagerEngine } from '../../../pipeline/engine/eager.ts';
import { forbidChance } from '../../../pipeline/engine/forbid-chance.ts';
import type { Engine } from '../../../pipeline/model/engine.ts';
import type { RunRecord } from '../../../pipeline/model/run-record.ts';
import { runRecord } from '../../../pipeline/model/run-record.ts';
import type { LayersConfig } from '../../../pipeline/training/mini-batch/config.ts';
import { plainSoftmax } from './plain-softmax.ts';
import { CLASSES, NORMALIZED, TINY, tinyImages } from './tiny-images.ts';

const data = tinyImages();
const DROPPED: LayersConfig = { ...TINY, hiddenUnits: [20, 20], dropout: 0.3 };

let cpu: Engine;
beforeAll(() => {
  cpu = eagerEngine({ name: 'wasm', version: 'cpu', numericClass: 'test' }, 'cpu');
});

async function run(config: LayersConfig, { engine = cpu, seed = 1 } = {}): Promise<RunRecord> {
  await engine.activate();
  const { train } = await trainers.layers.load(config);
  return forbidChance(() => train({ engine, config, data, seed, onProgress: async () => {} }));
}

describe('trainMiniBatches', () => {
  test('follows plain loops: permuted batches, a smaller last one, the last fifth for validation', async () => {
    const learningRate = 0.5;
    const { history } = await run({
      ...TINY,
      hiddenUnits: [],
      initialWeights: { distribution: 'normal', standardDeviation: 1e-9 }, // as good as 0
      optimizer: { kind: 'sgd', learningRate },
    });
    const plain = plainSoftmax(data, { classes: CLASSES, learningRate });
    const shuffles = randomStream('tiny/1').fork('shuffle');
    for (let epoch = 0; epoch < 3; epoch++) {
      const order = shuffles.permutation(32); // 40 less a fifth
      const sizes = [7, 7, 7, 7, 4];
      let [from, loss] = [0, 0];
      for (const size of sizes) {
        loss += size * plain.step(order.subarray(from, from + size));
        from += size;
      }
      expect(history.train.loss[epoch]).toBeCloseTo(loss / 32, 5);
      expect(history.validation!.loss[epoch]).toBeCloseTo(plain.loss(data.train, 32), 5);
      expect(history.test!.loss[epoch]).toBeCloseTo(plain.loss(data.test), 5);
    }
  });

  test('gives records of the published form, one value an epoch, the last of them final', async () => {
    const record = await run(TINY);
    expect(runRecord.parse(record)).toEqual(record);
    expect(record.history.validation!.accuracy).toHaveLength(3);
    expect(record.final.test!.loss).toBe(record.history.test!.loss.at(-1));
    expect(record.final.validation!.accuracy).toBe(record.history.validation!.accuracy.at(-1));
  });

  test('has no validation without a validation split', async () => {
    const { final, history } = await run({ ...TINY, validationSplit: 0 });
    expect(history.validation).toBeUndefined();
    expect(final.validation).toBeUndefined();
  });

  test('learns', async () => {
    const { history } = await run({ ...TINY, epochs: 40 });
    expect(history.train.loss.at(-1)!).toBeLessThan(0.8 * history.train.loss[0]!);
  });

  test.each([TINY, DROPPED, NORMALIZED])(
    'repeats itself to the last digit: $model, dropout $dropout',
    async (config) => {
      const first = await run(config);
      expect(await run(config)).toEqual(first);
      const other = await run(config, { seed: 2 });
      expect(other.history.train.loss[0]).not.toBe(first.history.train.loss[0]);
    },
  );

  test('drops while training and never while evaluating', async () => {
    const untrained = { optimizer: { kind: 'sgd', learningRate: 1e-30 } } as const;
    const dropped = await run({ ...DROPPED, ...untrained });
    const whole = await run({ ...DROPPED, ...untrained, dropout: 0 });
    expect(dropped.history.test).toEqual(whole.history.test);
    expect(dropped.history.train.loss[0]).not.toBe(whole.history.train.loss[0]);
    // Weights stand still, so only the masks can make two epochs differ.
    expect(dropped.history.train.loss[0]).not.toBe(dropped.history.train.loss[1]);
    expect(whole.history.train.loss[0]).toBeCloseTo(whole.history.train.loss[1]!, 5);
  });

  test('counts as guessing from the epoch on in which numbers overflow', async () => {
    const { divergedAt, final, history } = await run({
      ...TINY,
      optimizer: { kind: 'sgd', learningRate: 1e38 },
    });
    expect(divergedAt).toBeGreaterThan(0);
    expect(history.train.accuracy).toHaveLength(3);
    expect(final.test!.accuracy).toBeCloseTo(1 / 3, 7);
    expect(final.test!.loss).toBeCloseTo(Math.log(3), 7);
  });

  test.each([TINY, DROPPED, NORMALIZED])(
    'leaves no tensor behind: $model, dropout $dropout',
    async (config) => {
      const observed = { ...config, observeEvery: config.batchNormalization ? 2 : null };
      await run(observed);
      const before = memory().numTensors;
      await run(observed);
      expect(memory().numTensors).toBe(before);
    },
  );
});

describe.each(['wasm', 'onnxruntime'] as const)('on engine %s', (name) => {
  test.each([TINY, DROPPED, NORMALIZED, { ...NORMALIZED, observeEvery: 4 }])(
    'trains as on the CPU backend: $model, dropout $dropout',
    async (config) => {
      const { engine } = await openEngine(name);
      const [expected, actual] = [await run(config), await run(config, { engine })];
      for (const split of ['train', 'validation', 'test'] as const) {
        for (const [epoch, loss] of expected.history[split]!.loss.entries()) {
          expect(Math.abs(actual.history[split]!.loss[epoch]! / loss - 1)).toBeLessThan(1e-4);
        }
        expect(actual.final[split]!.accuracy).toBeCloseTo(expected.final[split]!.accuracy, 6);
      }
      expect(actual.observations?.steps).toEqual(expected.observations?.steps);
    },
  );

  test('notices overflow, which clipping hides', async () => {
    const { engine } = await openEngine(name);
    const optimizer = { kind: 'sgd', learningRate: 1e38 } as const;
    const { divergedAt } = await run({ ...TINY, optimizer }, { engine });
    expect(divergedAt).toBeGreaterThan(0);
  });
});
