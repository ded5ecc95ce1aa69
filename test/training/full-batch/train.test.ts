import '@tensorflow/tfjs-backend-cpu';
import { memory, tensor, variableGrads } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { model } from '../../../experiments/part-a/network-a.ts';
import { objective } from '../../../experiments/part-a/objective.ts';
import { crossEntropy } from '../../../experiments/part-a/operations.ts';
import { trainers } from '../../../experiments/trainers.ts';
import { randomStream } from '../../../pipeline/base/random.ts';
import { eagerEngine } from '../../../pipeline/engine/eager.ts';
import { startBackend } from '../../../pipeline/engine/start-backend.ts';
import type { DataSet, Split } from '../../../pipeline/model/data-set.ts';
import { type Engine, SLICE_SAMPLES } from '../../../pipeline/model/engine.ts';
import type { LowLevelConfig } from '../../../pipeline/training/full-batch/config.ts';
import { sliceData } from '../../../pipeline/training/full-batch/slices.ts';
import { trainFullBatch } from '../../../pipeline/training/full-batch/train.ts';
import { descend, type PlainData } from './plain-network.ts';

const CONFIG: LowLevelConfig = {
  family: 'low-level',
  model: 'part-a/network-a',
  hiddenUnits: [4],
  initialWeights: { distribution: 'normal', mean: 0, standardDeviation: 0.5 },
  penalty: null,
  optimizer: { kind: 'adam', learningRate: 0.05, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  iterations: 12,
  samples: null,
  stream: 'test',
};
const INPUTS = 3;
const CLASSES = 2;

/** Points on either side of a sphere, as far apart as pixels are. */
function plainData(label: string, samples: number): PlainData {
  const random = randomStream(label);
  const points = Array.from({ length: samples }, () =>
    Array.from({ length: INPUTS }, () => Math.floor(256 * random.uniform()) / 255),
  );
  const classes = points.map((point) => (point.reduce((sum, x) => sum + (x - 0.5) ** 2, 0) > 0.25 ? 1 : 0));
  return { points, classes };
}

/** The points as images of one row, all of them so many times over. */
function imagesOf({ points, classes }: PlainData, times: number): Split {
  const repeated = <T>(values: readonly T[]) => Array.from({ length: times }, () => values).flat();
  return {
    images: Uint8Array.from(repeated(points.flat()).map((value) => Math.round(255 * value))),
    labels: Uint8Array.from(repeated(classes)),
    samples: times * classes.length,
  };
}

const train = plainData('train', 20);
const held = plainData('held', 8);
const dataSet = (times = 1) =>
  ({ rows: 1, columns: INPUTS, train: imagesOf(train, times), test: imagesOf(held, 1) }) as DataSet;

let engine: Engine;
beforeAll(async () => {
  await startBackend('cpu');
  engine = eagerEngine({ name: 'wasm', version: 'cpu', numericClass: 'test' }, 'cpu');
});

const run = (config = CONFIG, { data = dataSet(), seed = 1 } = {}) =>
  trainFullBatch({ engine, model, objective, config, data, seed, onProgress: async () => {} });

function expectClose(actual: readonly number[], expected: readonly number[], digits: number) {
  expect(actual).toHaveLength(expected.length);
  for (const [index, value] of actual.entries()) expect(value).toBeCloseTo(expected[index]!, digits);
}

describe('trainFullBatch', () => {
  test.each([
    null,
    { kind: 'l2', delta: 0.01 },
    { kind: 'l1', delta: 0.01 },
    { kind: 'signed-sum', delta: 0.01 },
  ] as const)('follows plain loops in double precision with penalty %j', async (penalty) => {
    const config = { ...CONFIG, penalty };
    const { history } = await run(config);
    const plain = descend({ train, test: held, config, classes: CLASSES, random: randomStream('test/1') });
    expectClose(history.train.loss, plain.train.loss, 4);
    expectClose(history.test!.loss, plain.test.loss, 4);
    expectClose(history.train.accuracy, plain.train.accuracy, 6);
    expectClose(history.test!.accuracy, plain.test.accuracy, 6);
  });

  test('learns', async () => {
    const { history } = await run({ ...CONFIG, iterations: 60 });
    expect(history.train.loss.at(-1)!).toBeLessThan(0.7 * history.train.loss[0]!);
  });

  test('gives the full batch’s result from slices of unequal size', async () => {
    const whole = await run();
    const times = SLICE_SAMPLES / 20 + 1; // a whole slice, and one of the 20 points alone
    const cut = await run(CONFIG, { data: dataSet(times) });
    expectClose(cut.history.train.loss, whole.history.train.loss, 5);
    expectClose(cut.history.train.accuracy, whole.history.train.accuracy, 7);
  });

  test('repeats itself to the last digit, and differs with another seed', async () => {
    const first = await run();
    expect(await run()).toEqual(first);
    const other = await run(CONFIG, { seed: 2 });
    expect(other.history.train.loss[0]).not.toBe(first.history.train.loss[0]);
  });

  test.each([null, { kind: 'l1', delta: 0.01 }] as const)(
    'looks neither ahead nor at its end: a shorter run is the beginning of a longer one, penalty %j',
    async (penalty) => {
      const long = await run({ ...CONFIG, penalty });
      for (const iterations of [1, 5, 12]) {
        const shorter = { ...CONFIG, penalty, iterations };
        expect(trainers['low-level'].prefixes!.cut(long, shorter)).toEqual(await run(shorter));
      }
    },
  );

  test('records metrics before the update: the first ones are those of the initial weights', async () => {
    const one = await run({ ...CONFIG, iterations: 1 });
    const many = await run();
    expect(one.history.train.loss[0]).toBe(many.history.train.loss[0]);
    expect(many.final.train.loss).toBe(many.history.train.loss.at(-1));
  });

  test('stops with one line when the loss is no longer a number', async () => {
    const optimizer = { ...CONFIG.optimizer, learningRate: 1e38 };
    await expect(run({ ...CONFIG, optimizer, iterations: 40 })).rejects.toThrow(
      /^invalid loss: \S+ at iteration \d+; lower the learning rate or delta$/,
    );
  });

  test('leaves no tensor behind', async () => {
    await run();
    const before = memory().numTensors;
    await run();
    expect(memory().numTensors).toBe(before);
  });
});

test('the gradient of network A agrees with finite differences', () => {
  const random = randomStream('a gradient');
  const shapes = Object.entries(model.parameters({ inputs: INPUTS, hiddenUnits: [4], classes: CLASSES }));
  const variables = Object.fromEntries(
    shapes.map(([name, shape]) => {
      const count = shape.reduce((product: number, length) => product * length, 1);
      return [name, tensor(random.fork(name).normals(count, 0, 0.5), [...shape]).variable()];
    }),
  );
  const [slice] = sliceData(dataSet(), null).train;
  const X = tensor(slice!.features, [INPUTS, 20]);
  const Y = tensor(slice!.labels, [CLASSES, 20]);
  const loss = () => crossEntropy(model.predict(variables as never, X), Y);
  const { grads } = variableGrads(loss);
  for (const variable of Object.values(variables)) {
    const values = Float32Array.from(variable.dataSync());
    const lossAt = (index: number, shift: number) => {
      variable.assign(tensor(values.with(index, values[index]! + shift), variable.shape));
      return loss().dataSync()[0]!;
    };
    const h = 5e-4; // small, so that no ReLU changes sides; large beside float32's rounding
    for (const index of values.keys()) {
      const slope = (lossAt(index, h) - lossAt(index, -h)) / (2 * h);
      expect(grads[variable.name]!.dataSync()[index]).toBeCloseTo(slope, 3);
    }
    variable.assign(tensor(values, variable.shape));
  }
});
