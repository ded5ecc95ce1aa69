import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { openEngine } from '../../../pipeline/engine/choose.ts';
import { OPERATORS, type Operator } from '../../../pipeline/engine/onnxruntime/operators.ts';
import type { Engine, StepFunction } from '../../../pipeline/model/engine.ts';
import { expectClose } from '../../training/closeness.ts';
import { OPERATOR_CASES, type Operands, type OperatorCase } from './operator-cases.ts';

interface Operand {
  readonly shape: number[];
  readonly values: Float32Array;
}

const size = fc.integer({ min: 1, max: 4 });

/** b's shape broadcasts against a's: an axis may be 1, and leading axes may be missing. */
const broadcastShapes = fc.array(size, { maxLength: 3 }).chain((shape) =>
  fc
    .record({
      ones: fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length }),
      dropped: fc.nat(shape.length),
      isReversed: fc.boolean(),
    })
    .map(({ ones, dropped, isReversed }) => {
      const other = shape.map((length, axis) => (ones[axis] ? 1 : length)).slice(dropped);
      return isReversed ? [other, shape] : [shape, other];
    }),
);

/** [...batch, m, k] and [...batch, k, n]. */
function matrixShapes(...batches: [number[], number[]][]): fc.Arbitrary<number[][]> {
  return fc
    .record({ batch: fc.constantFrom(...batches), m: size, k: size, n: size })
    .map(({ batch: [a, b], m, k, n }) => [
      [...a, m, k],
      [...b, k, n],
    ]);
}

const SHAPES: Readonly<Record<Operands, fc.Arbitrary<number[][]>>> = {
  one: fc.array(size, { maxLength: 3 }).map((shape) => [shape]),
  two: broadcastShapes,
  matrices: matrixShapes(
    [[], []],
    [[3], [3]],
    [
      [2, 2],
      [2, 2],
    ],
  ),
  'flat matrices': matrixShapes([[], []]),
  'matrices in batches': matrixShapes([[1], [3]], [[3], [1]], [[], [2]]),
  table: fc.tuple(size, size).map((shape) => [shape]),
  block: fc.tuple(size, size, size).map((shape) => [shape]),
};

function operandsOf({ operands, range: [low, high] }: OperatorCase): fc.Arbitrary<Operand[]> {
  const number = fc.integer({ min: low * 4, max: high * 4 }).map((quarters) => quarters / 4);
  const operand = (shape: number[]) => {
    const length = tf.util.sizeFromShape(shape);
    return fc
      .array(number, { minLength: length, maxLength: length })
      .map((values): Operand => ({ shape, values: Float32Array.from(values) }));
  };
  return SHAPES[operands].chain((shapes) => fc.tuple(...shapes.map(operand)));
}

/** The gradients of a result whose elements weigh differently. */
function gradientsOf({ compute }: OperatorCase): StepFunction {
  const weighted = (a: tf.Tensor, b?: tf.Tensor) => {
    const result = compute(a, b!);
    const weights = tf.tensor(
      Array.from({ length: result.size }, (_, index) => index + 1),
      result.shape,
    );
    return tf.sum(tf.mul(result, weights));
  };
  return (...inputs) => tf.grads(weighted as (...args: tf.Tensor[]) => tf.Tensor)(inputs);
}

/** Runs a step on the CPU backend's kernels, which compute whatever has values. */
function onCpu(step: StepFunction, operands: readonly Operand[]): Float32Array[] {
  return tf.tidy(() => {
    const results = step(...operands.map(({ values, shape }) => tf.tensor(values, shape)));
    return results.map((result) => Float32Array.from(result.dataSync()));
  });
}

/**
 * Where ONNX Runtime and JavaScript go different ways outside the finite numbers: whether Step of NaN is 0 or
 * NaN and Sign of NaN NaN or 0, what integer stands for NaN, and 1 to the power of NaN. Not in this list: what
 * a forward pass is made of, so that NaN reaches the loss, where training stops.
 */
const DIFFERS_BEYOND_NUMBERS = [
  'step',
  'step with a slope',
  'sign',
  'pow',
  'cast',
  'oneHot',
  'oneHot in other numbers',
];

const RUNS = { numRuns: 8, seed: 1 };

describe('a compiled step agrees with the CPU backend on', () => {
  const spies = Object.keys(OPERATORS).map((name) => vi.spyOn(OPERATORS as Record<string, Operator>, name));
  let engine: Engine;

  beforeAll(async () => {
    ({ engine } = await openEngine('onnxruntime'));
    await engine.activate();
  });
  afterEach(() => engine.reset());

  async function expectAgreement(step: StepFunction, operands: readonly Operand[]): Promise<void> {
    const inputs = operands.map(({ values, shape }) => engine.upload(values, shape));
    const results = await engine.compile('case', step)(...inputs);
    const expected = onCpu(step, operands);
    for (const [index, values] of expected.entries()) expectClose(results[index]!, values);
  }

  test.each(Object.entries(OPERATOR_CASES))('%s', async (_, operatorCase) => {
    const step: StepFunction = (a, b) => [operatorCase.compute(a!, b!)];
    const property = fc.asyncProperty(operandsOf(operatorCase), async (operands) => {
      await expectAgreement(step, operands);
      if (operatorCase.hasGradient) await expectAgreement(gradientsOf(operatorCase), operands);
    });
    await fc.assert(property, RUNS);
  });

  const SPECIAL = [NaN, Infinity, -Infinity, 3e38, -3e38, 1e-40, -0, 0, 1, -1, 2.5];

  test.each(
    Object.entries(OPERATOR_CASES).filter(
      ([name, { operands }]) => ['one', 'two'].includes(operands) && !DIFFERS_BEYOND_NUMBERS.includes(name),
    ),
  )('%s of infinite, huge, tiny and undefined numbers', async (_, { compute, operands }) => {
    const pairs = SPECIAL.flatMap((a) => SPECIAL.map((b) => [a, b] as const));
    const columns = [pairs.map(([a]) => a), pairs.map(([, b]) => b)].map(
      (values): Operand => ({ shape: [values.length], values: Float32Array.from(values) }),
    );
    await expectAgreement((a, b) => [compute(a!, b!)], operands === 'one' ? columns.slice(0, 1) : columns);
  });

  test('a choice of whole rows, which the CPU backend fills with one element each', async () => {
    const values = Float32Array.of(1, 2, 3, -4, -5, -6);
    const step: StepFunction = (x) => {
      const condition = tf.greater(tf.sum(x!, 1), 0);
      return [tf.engine().runKernel('Select', { condition, t: x!, e: tf.neg(x!) }) as tf.Tensor];
    };
    const [chosen] = await engine.compile('rows', step)(engine.upload(values, [2, 3]));
    expect([...chosen!]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('every entry of the operator table, taken together', () => {
    const unused = spies.filter((spy) => spy.mock.calls.length === 0).map((spy) => spy.getMockName());
    expect(unused).toEqual([]);
  });
});
