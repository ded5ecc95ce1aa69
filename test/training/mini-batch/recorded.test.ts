import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, test } from 'vitest';
import { trainers } from '../../../experiments/trainers.ts';
import { bitsFor, unpackBits } from '../../../pipeline/base/packing.ts';
import { openEngine } from '../../../pipeline/engine/choose.ts';
import { eagerEngine } from '../../../pipeline/engine/eager.ts';
import type { DataSet } from '../../../pipeline/model/data-set.ts';
import type { Engine } from '../../../pipeline/model/engine.ts';
import { type RunRecord, runRecord } from '../../../pipeline/model/run-record.ts';
import type { LayersConfig } from '../../../pipeline/training/mini-batch/config.ts';
import { CLASSES, NORMALIZED, TINY, tinyImages } from './tiny-images.ts';

const cpu = eagerEngine({ name: 'wasm', version: 'cpu', numericClass: 'test' }, 'cpu');
const DROPPED: LayersConfig = { ...TINY, hiddenUnits: [20, 20], dropout: 0.3 };
const RECORDED = { evaluateTrain: true, recordPredictions: true } as const;
const tiny = tinyImages(40, 13);

interface Options {
  readonly engine?: Engine;
  readonly data?: DataSet;
}

async function run(config: LayersConfig, { engine = cpu, data = tiny }: Options = {}): Promise<RunRecord> {
  await engine.activate();
  const { train } = await trainers.layers.load(config);
  return train({ engine, config, data, seed: 1, onProgress: async () => {} });
}

test.each([TINY, DROPPED, NORMALIZED])(
  'recording changes nothing else: $model, dropout $dropout',
  async (config) => {
    const record = await run({ ...config, ...RECORDED });
    expect(runRecord.parse(record)).toEqual(record);
    const { snapshots, history, ...rest } = record;
    const { trainEvaluated, ...curves } = history;
    expect({ ...rest, history: curves }).toEqual(await run(config));
    expect(snapshots).toHaveLength(1);
    expect(trainEvaluated!.loss).toHaveLength(config.epochs);
  },
);

test.each([DROPPED, NORMALIZED])(
  'train is evaluated as a test set of the same images would be: $model, dropout $dropout',
  async (config) => {
    const share = 32; // 40 less a fifth
    const { images, labels, samples } = tiny.train;
    const pixels = images.length / samples;
    const test = { images: images.slice(0, share * pixels), labels: labels.slice(0, share), samples: share };
    const { history } = await run({ ...config, ...RECORDED }, { data: { ...tiny, test } });
    expect(history.trainEvaluated).toEqual(history.test);
    expect(history.trainEvaluated!.loss).not.toEqual(history.train.loss);
  },
);

test('a run whose numbers overflow has guessed on its training images, too, and leaves no predictions', async () => {
  const { divergedAt, history, snapshots } = await run({
    ...TINY,
    ...RECORDED,
    optimizer: { kind: 'sgd', learningRate: 1e38 },
  });
  expect(divergedAt).toBeGreaterThan(0);
  expect(snapshots).toEqual([]);
  expect(history.trainEvaluated!.loss).toEqual(history.test!.loss);
  expect(history.trainEvaluated!.loss.at(-1)).toBeCloseTo(Math.log(CLASSES), 7);
});

describe.each(['cpu', 'wasm', 'onnxruntime'] as const)('on engine %s', (name) => {
  test.each([TINY, DROPPED, NORMALIZED])(
    'the predictions have exactly the final test accuracy: $model, dropout $dropout',
    async (config) => {
      const engine = name === 'cpu' ? cpu : (await openEngine(name)).engine;
      const { final, snapshots } = await run({ ...config, ...RECORDED }, { engine });
      const [{ step, testPredictions, testCorrect, predictionSumError }] = snapshots as [
        NonNullable<RunRecord['snapshots']>[number],
      ];
      expect(step).toBe(config.epochs * Math.ceil(32 / config.batchSize));
      const { labels, samples } = tiny.test;
      const predicted = unpackBits(testPredictions!, { bits: bitsFor(CLASSES), count: samples });
      const correct = [...predicted].map((answer, image) => Number(answer === labels[image]));
      const right = correct.reduce((sum, one) => sum + one);
      expect(Number((right / samples).toPrecision(8))).toBe(final.test!.accuracy);
      expect([...unpackBits(testCorrect!, { bits: 1, count: samples })]).toEqual(correct);
      expect(predictionSumError!).toBeLessThan(1e-6);
    },
  );
});
