import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { openEngine } from '../../pipeline/engine/choose.ts';
import { eagerEngine } from '../../pipeline/engine/eager.ts';
import type { Engine, EngineName } from '../../pipeline/model/engine.ts';
import { expectClose } from '../training/closeness.ts';
import { CLASSES, INPUTS, smallBatch, smallNetwork } from '../training/full-batch/small-network.ts';

const STEPS = 5;

/** Trains on two batches of different sizes in turn: all results of all steps, then the variables. */
async function trainSmallNetwork(engine: Engine): Promise<Float32Array[]> {
  await engine.activate();
  const network = smallNetwork();
  const train = engine.compile('train', network.train);
  const batches = [20, 13].map((samples) => {
    const { features, labels } = smallBatch(samples);
    return [engine.upload(features, [INPUTS, samples]), engine.upload(labels, [CLASSES, samples])] as const;
  });
  const numbers: Float32Array[] = [];
  for (let step = 0; step < STEPS; step++) numbers.push(...(await train(...batches[step % 2]!)));
  for (const variable of network.variables) numbers.push(await engine.read(variable));
  for (const array of batches.flat()) array.dispose();
  network.dispose();
  engine.reset();
  return numbers;
}

async function open(name: EngineName | 'cpu'): Promise<Engine> {
  if (name !== 'cpu') return (await openEngine(name)).engine;
  return eagerEngine({ name: 'wasm', version: 'none', numericClass: 'none' }, 'cpu');
}

test.each(['wasm', 'onnxruntime'] as const)('%s trains a network as the CPU backend does', async (name) => {
  const expected = await trainSmallNetwork(await open('cpu'));
  const actual = await trainSmallNetwork(await open(name));
  expect(actual.length).toBe(expected.length);
  for (const [index, values] of expected.entries()) expectClose(actual[index]!, values, 1e-5);
});

test.each(['wasm', 'onnxruntime'] as const)('%s gives the same bits twice', async (name) => {
  const engine = await open(name);
  expect(await trainSmallNetwork(engine)).toEqual(await trainSmallNetwork(engine));
});

test.each(['wasm', 'onnxruntime'] as const)('%s leaves no tensors behind', async (name) => {
  const engine = await open(name);
  await trainSmallNetwork(engine);
  const { numTensors, numDataBuffers } = tf.memory();
  await trainSmallNetwork(engine);
  expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
});

test.each(['wasm', 'onnxruntime'] as const)(
  '%s keeps what a step returned while it runs again',
  async (name) => {
    const engine = await open(name);
    await engine.activate();
    const count = tf.variable(tf.tensor([0, 0]));
    const increment = engine.compile('increment', () => {
      count.assign(tf.add(count, 1));
      return [tf.mul(count, 1)];
    });
    const [first] = await increment();
    const afterFirst = await engine.read(count);
    await increment();
    await increment();
    expect([first, afterFirst, await engine.read(count)].map((values) => [...values!])).toEqual([
      [1, 1],
      [1, 1],
      [3, 3],
    ]);
    count.dispose();
    engine.reset();
  },
);
