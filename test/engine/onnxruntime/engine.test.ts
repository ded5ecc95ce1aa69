import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { randomStream } from '../../../pipeline/base/random.ts';
import { openEngine } from '../../../pipeline/engine/choose.ts';
import type { Engine, StepFunction } from '../../../pipeline/model/engine.ts';
import { createOptimizer } from '../../../pipeline/training/optimizer.ts';
import { expectClose } from '../../training/closeness.ts';
import { ADAM } from '../../training/full-batch/small-network.ts';

let engine: Engine;

beforeAll(async () => {
  ({ engine } = await openEngine('onnxruntime'));
  await engine.activate();
});
afterEach(() => {
  engine.reset();
  tf.disposeVariables();
});

const vector = (...values: number[]) => engine.upload(Float32Array.from(values), [values.length]);

async function run(step: StepFunction, ...inputs: ReturnType<typeof vector>[]): Promise<number[][]> {
  const results = await engine.compile('step', step)(...inputs);
  return results.map((values) => [...values]);
}

describe('tracing', () => {
  test('calls a step once for each combination of input shapes', async () => {
    const step = vi.fn<StepFunction>((x) => [tf.sum(x!)]);
    const compiled = engine.compile('sum', step);
    expect(await compiled(vector(1, 2))).toEqual([Float32Array.of(3)]);
    expect(await compiled(vector(3, 4))).toEqual([Float32Array.of(7)]);
    expect(await compiled(vector(1, 2, 3))).toEqual([Float32Array.of(6)]);
    expect(step).toHaveBeenCalledTimes(2);
  });

  test('leaves the values of variables as they are', async () => {
    const w = tf.variable(tf.tensor([1, 2]));
    let seen: number[] = [];
    const double = engine.compile('double', () => {
      w.assign(tf.mul(w, 2));
      seen = w.shape;
      return [];
    });
    await double();
    expect(seen).toEqual([2]);
    expect([...(await engine.read(w))]).toEqual([2, 4]); // doubled once, by the run
  });

  test('reads a variable after its assignment as the new value', async () => {
    const w = tf.variable(tf.scalar(1));
    const step: StepFunction = () => {
      w.assign(tf.add(w, 1));
      const middle = tf.mul(w, 10);
      w.assign(tf.add(w, 1));
      return [middle, tf.mul(w, 10)];
    };
    expect(await run(step)).toEqual([[20], [30]]);
    expect([...(await engine.read(w))]).toEqual([3]);
  });

  test('returns inputs, variables and constants as they are', async () => {
    const w = tf.variable(tf.tensor([5, 6]));
    const step: StepFunction = (x) => [x!, w, tf.fill([3], 0.5), tf.scalar(7), x!];
    expect(await run(step, vector(1, 2))).toEqual([[1, 2], [5, 6], [0.5, 0.5, 0.5], [7], [1, 2]]);
  });

  test('gives truths and integers back as numbers', async () => {
    const step: StepFunction = (x) => [tf.greater(x!, 0), tf.cast(x!, 'int32')];
    expect(await run(step, vector(-1.5, 2.5))).toEqual([
      [0, 1],
      [-1, 2],
    ]);
  });

  test('exchanges two variables', async () => {
    const [a, b] = [tf.variable(tf.scalar(1)), tf.variable(tf.scalar(2))];
    const step: StepFunction = () => {
      const before = tf.clone(a!);
      a!.assign(b!);
      b!.assign(before);
      return [];
    };
    const exchange = engine.compile('exchange', step);
    await exchange();
    expect([...(await engine.read(a!)), ...(await engine.read(b!))]).toEqual([2, 1]);
    await exchange();
    await exchange();
    expect([...(await engine.read(a!)), ...(await engine.read(b!))]).toEqual([2, 1]);
  });
});

describe('variables', () => {
  test('are shared by all steps and by eager operations', async () => {
    const w = tf.variable(tf.scalar(1));
    const step: StepFunction = () => {
      w.assign(tf.mul(w, 3));
      return [];
    };
    const triple = engine.compile('triple', step);
    await triple();
    w.assign(tf.tidy(() => tf.add(w, 1)));
    await triple();
    expect(await run(() => [tf.sub(w, 1)])).toEqual([[11]]);
  });

  test('do not change what was copied from them', async () => {
    const w = tf.variable(tf.scalar(1));
    const increment = engine.compile('increment', () => {
      w.assign(tf.add(w, 1));
      return [];
    });
    await increment();
    const copy = w.clone();
    const values = w.dataSync();
    for (let i = 0; i < 3; i++) await increment();
    expect([copy.dataSync()[0], values[0], w.dataSync()[0]]).toEqual([2, 2, 5]);
    copy.dispose();
  });

  test('are updated in order when runs overlap', async () => {
    const w = tf.variable(tf.scalar(0));
    const increment = engine.compile('increment', () => {
      w.assign(tf.add(w, 1));
      return [tf.clone(w)];
    });
    const results = await Promise.all([increment(), increment(), increment()]);
    expect(results.map(([value]) => value![0])).toEqual([1, 2, 3]);
  });

  test('updated by Adam agree with the same updates done eagerly', async () => {
    const initial = randomStream('adam').normals(6, 0, 1);
    const gradients = Array.from({ length: 4 }, (_, i) => randomStream(`gradient ${i}`).normals(6, 0, 1));
    async function update(apply: (step: StepFunction, gradient: Float32Array) => Promise<unknown>) {
      const w = tf.variable(tf.tensor(initial, [2, 3]));
      const adam = createOptimizer(ADAM, [w]);
      const step: StepFunction = (gradient) => {
        adam.apply([gradient!]);
        return [];
      };
      for (const gradient of gradients) await apply(step, gradient);
      return engine.read(w);
    }
    const eager = await update(async (step, gradient) =>
      tf.tidy(() => void step(tf.tensor(gradient, [2, 3]))),
    );
    const compiled = await update((step, gradient) =>
      engine.compile('adam', step)(engine.upload(gradient, [2, 3])),
    );
    expectClose(compiled, eager, 1e-6);
  });
});

describe('an error', () => {
  test('names an operation that is not in the table, and the step', async () => {
    const rotate = engine.compile('rotate', (x) => [tf.asinh(x!)]);
    await expect(rotate(vector(1))).rejects.toThrow(/step rotate: unknown operation: Asinh/);
  });

  test('tells of a value that is read before it is known', async () => {
    const branch = engine.compile('branch', (x) => [tf.sum(x!).dataSync()[0]! > 0 ? x! : tf.neg(x!)]);
    await expect(branch(vector(1))).rejects.toThrow(/step branch: a value is read that depends on an input/);
  });

  test('tells of a variable that a step creates', async () => {
    const create = engine.compile('create', (x) => [tf.variable(tf.neg(x!), true, 'made here')]);
    await expect(create(vector(1))).rejects.toThrow(/step create: a variable is created: made here/);
  });

  test('leaves variables and tensors as they were, and the engine in order', async () => {
    const w = tf.variable(tf.scalar(1));
    const { numTensors, numDataBuffers } = tf.memory();
    const fail = engine.compile('fail', () => {
      w.assign(tf.add(w, 1));
      throw new Error('on purpose');
    });
    await expect(fail()).rejects.toThrow(/on purpose/);
    expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
    expect(await run(() => [tf.clone(w)])).toEqual([[1]]);
  });
});
