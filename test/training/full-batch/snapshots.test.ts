import '@tensorflow/tfjs-backend-cpu';
import { mul } from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { model } from '../../../experiments/part-a/network-a.ts';
import { objective } from '../../../experiments/part-a/objective.ts';
import { trainers } from '../../../experiments/trainers.ts';
import { bitsFor, dequantize, unpackBits } from '../../../pipeline/base/packing.ts';
import { randomStream } from '../../../pipeline/base/random.ts';
import { openEngine } from '../../../pipeline/engine/choose.ts';
import { eagerEngine } from '../../../pipeline/engine/eager.ts';
import type { Engine } from '../../../pipeline/model/engine.ts';
import { type RunRecord, runRecord } from '../../../pipeline/model/run-record.ts';
import type { LowLevelConfig } from '../../../pipeline/training/full-batch/config.ts';
import type { LowLevelModel } from '../../../pipeline/training/full-batch/model.ts';
import { trainFullBatch } from '../../../pipeline/training/full-batch/train.ts';
import { CLASSES, COLUMNS, ROWS, tinyImages } from '../mini-batch/tiny-images.ts';

const data = tinyImages(40, 13);
const HIDDEN = 4;
const CONFIG: LowLevelConfig = {
  family: 'low-level',
  model: 'part-a/network-a',
  hiddenUnits: [HIDDEN],
  initialWeights: { distribution: 'normal', mean: 0, standardDeviation: 0.5 },
  penalty: null,
  optimizer: { kind: 'adam', learningRate: 0.05, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  iterations: 12,
  samples: null,
  snapshots: { predictions: [1, 5, 12, 30], weights: [1, 12], parameters: [1, 4] },
  stream: 'test',
};
const { snapshots: _, ...WITHOUT } = CONFIG;

const cpu = eagerEngine({ name: 'wasm', version: 'cpu', numericClass: 'test' }, 'cpu');

interface Options {
  readonly engine?: Engine;
  readonly seed?: number;
  readonly of?: LowLevelModel<'W1' | 'b1' | 'W2' | 'b2'>;
}

async function run(
  config = CONFIG,
  { engine = cpu, seed = 1, of = model }: Options = {},
): Promise<RunRecord> {
  await engine.activate();
  return trainFullBatch({ engine, model: of, objective, config, data, seed, onProgress: async () => {} });
}

const samples = data.test.samples;
const predictionsOf = (text: string) => unpackBits(text, { bits: bitsFor(CLASSES), count: samples });
/** By counting, and as the curves round it. */
const accuracyOf = (predicted: Uint8Array) =>
  Number(
    (predicted.filter((answer, image) => answer === data.test.labels[image]).length / samples).toPrecision(8),
  );

/** The weights that the run with seed 1 starts from. */
const initial = {
  W1: randomStream('test/1')
    .fork('init/W1')
    .normals(HIDDEN * ROWS * COLUMNS, 0, 0.5),
  W2: randomStream('test/1')
    .fork('init/W2')
    .normals(CLASSES * HIDDEN, 0, 0.5),
};

describe('snapshots of full-batch training', () => {
  test('are taken where they are asked for, as far as the run gets, and are of the published form', async () => {
    const record = await run();
    expect(runRecord.parse(record)).toEqual(record);
    const answers = ['predictionSumError', 'testCorrect', 'testPredictions'];
    expect(record.snapshots!.map((snapshot) => [snapshot.step, Object.keys(snapshot).sort()])).toEqual([
      [1, ['parameters', ...answers.slice(0, 1), 'step', ...answers.slice(1), 'weights']],
      [4, ['parameters', 'step']],
      [5, [...answers.slice(0, 1), 'step', ...answers.slice(1)]],
      [12, [...answers.slice(0, 1), 'step', ...answers.slice(1), 'weights']],
    ]);
  });

  test('change nothing else', async () => {
    const { snapshots, ...rest } = await run();
    expect(rest).toEqual(await run(WITHOUT));
    expect(snapshots).not.toEqual([]);
  });

  test('are the same bytes in a run that is cut out as in one that was trained', async () => {
    const long = await run();
    for (const iterations of [1, 3, 4, 5, 11, 12]) {
      const shorter = { ...CONFIG, iterations };
      const cut = trainers['low-level'].prefixes!.cut(long, shorter);
      expect(JSON.stringify(cut)).toBe(JSON.stringify(await run(shorter)));
    }
  });

  test('are part of what runs must share to be cut out of each other', () => {
    const { key } = trainers['low-level'].prefixes!;
    expect(key(CONFIG)).toEqual(key({ ...CONFIG, iterations: 5 }));
    expect(key(CONFIG)).not.toEqual(key(WITHOUT));
  });

  test('hold the parameters as they are before the update, of the first seed only', async () => {
    const { snapshots } = await run();
    const { W1, b1, W2, b2 } = snapshots![0]!.parameters!;
    expect([W1!.shape, b1!.shape, W2!.shape, b2!.shape]).toEqual([
      [HIDDEN, ROWS * COLUMNS],
      [],
      [CLASSES, HIDDEN],
      [],
    ]);
    for (const [array, weights] of [
      [W1!, initial.W1],
      [W2!, initial.W2],
    ] as const) {
      const columns = array.shape[1]!;
      for (const [at, value] of dequantize(array).entries()) {
        expect(Math.abs(value - weights[at]!)).toBeLessThan(0.51 * array.scales[Math.floor(at / columns)]!);
      }
    }
    expect([...dequantize(b1!), ...dequantize(b2!)]).toEqual([0, 0]);
    const other = (await run(CONFIG, { seed: 2 })).snapshots!;
    expect(other.map(({ step, parameters }) => [step, parameters])).toEqual([
      [1, undefined],
      [5, undefined],
      [12, undefined],
    ]);
  });

  test('sum up the weights of all layers', async () => {
    const weights = [...initial.W1, ...initial.W2].map(Math.abs);
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value) / values.length;
    const { snapshots } = await run();
    expect(snapshots![0]!.weights!.count).toBe(4 * 6 + 3 * 4);
    expect(snapshots![0]!.weights!.meanMagnitude).toBeCloseTo(mean(weights), 7);
    expect(snapshots![0]!.weights!.meanSquare).toBeCloseTo(mean(weights.map((weight) => weight * weight)), 7);
  });

  test('count the weights near zero', async () => {
    // Deviation 0.005: about 16 % below 0.001 and 95 % below 0.01.
    const initialWeights = { distribution: 'normal', mean: 0, standardDeviation: 0.005 } as const;
    const { snapshots } = await run({ ...CONFIG, initialWeights });
    const all = [...initial.W1, ...initial.W2].map((weight) => Math.abs(weight) / 100);
    const share = (limit: number) => all.filter((weight) => weight < limit).length / all.length;
    expect(share(0.001)).toBeGreaterThan(0);
    expect(snapshots![0]!.weights!.nearZero).toBeCloseTo(share(0.001), 7);
    expect(snapshots![0]!.weights!.small).toBeCloseTo(share(0.01), 7);
  });

  test('tell how far the predictions of an image are from summing to 1', async () => {
    const [honest] = (await run()).snapshots!;
    expect(honest!.predictionSumError).toBeLessThan(1e-6);
    const generous: typeof model = { ...model, predict: (...args) => mul(model.predict(...args), 1.25) };
    const [excess] = (await run(CONFIG, { of: generous })).snapshots!;
    expect(excess!.predictionSumError).toBeCloseTo(0.25, 6);
  });
});

describe.each(['cpu', 'wasm', 'onnxruntime'] as const)('on engine %s', (name) => {
  test('the predictions of an iteration have exactly the accuracy that its curve shows', async () => {
    const engine = name === 'cpu' ? cpu : (await openEngine(name)).engine;
    const { final, history, snapshots } = await run(CONFIG, { engine });
    const answered = snapshots!.filter(({ testPredictions }) => testPredictions !== undefined);
    expect(answered.map(({ step }) => step)).toEqual([1, 5, 12]);
    for (const { step, testPredictions, testCorrect } of answered) {
      const predicted = predictionsOf(testPredictions!);
      expect(accuracyOf(predicted)).toBe(history.test!.accuracy[step - 1]);
      expect([...unpackBits(testCorrect!, { bits: 1, count: samples })]).toEqual(
        [...predicted].map((answer, image) => Number(answer === data.test.labels[image])),
      );
    }
    expect(accuracyOf(predictionsOf(answered.at(-1)!.testPredictions!))).toBe(final.test!.accuracy);
  });
});
