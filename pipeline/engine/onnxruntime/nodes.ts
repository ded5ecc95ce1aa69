import { backend_util, broadcast_util, util } from '@tensorflow/tfjs-core';
import type { GraphBuilder, Value } from './graph.ts';
import { DATA_TYPE, type ElementType } from './model.ts';

/** Shapes of the building blocks that several entries of the operator table share. */

/** Whether x is one number, repeated, and can be left to broadcasting because y has the shape of the result. */
function isSpread(x: Value, y: Value): boolean {
  const shape = broadcast_util.assertAndGetBroadcastShape([...x.shape], [...y.shape]);
  return x.scalar !== undefined && util.arraysEqual(shape, [...y.shape]);
}

/** f(a, b), element by element, shapes broadcast as in NumPy. `type` differs from a's for comparisons. */
export function elementwise(graph: GraphBuilder, opType: string, a: Value, b: Value, type = a.type): Value {
  const shape = broadcast_util.assertAndGetBroadcastShape([...a.shape], [...b.shape]);
  const left = isSpread(a, b) ? a.scalar! : a;
  const right = isSpread(b, a) ? b.scalar! : b;
  return graph.node(opType, [left, right], { type, shape });
}

/** The number as a float32 scalar. */
export function scalar(graph: GraphBuilder, number: number): Value {
  return graph.constant([number], 'float32', []);
}

export function cast(graph: GraphBuilder, x: Value, type: ElementType): Value {
  if (x.type === type) return x;
  return graph.node('Cast', [x], { type, shape: x.shape }, { to: DATA_TYPE[type] });
}

export function reshape(graph: GraphBuilder, x: Value, shape: readonly number[]): Value {
  if (util.arraysEqual([...x.shape], [...shape])) return x;
  return graph.node('Reshape', [x, graph.integers(shape)], { type: x.type, shape });
}

export function transpose(graph: GraphBuilder, x: Value, perm: readonly number[]): Value {
  return graph.node('Transpose', [x], { type: x.type, shape: perm.map((axis) => x.shape[axis]!) }, { perm });
}

/** Swaps the last two axes. */
function transposeMatrices(graph: GraphBuilder, x: Value): Value {
  const axes = x.shape.map((_, axis) => axis);
  return transpose(graph, x, [...axes.slice(0, -2), axes.at(-1)!, axes.at(-2)!]);
}

export interface Reduction {
  /** Counted from the end when negative; all axes when undefined. */
  readonly axis: number | number[];
  readonly keepDims: boolean;
}

/** ReduceSum, ReduceMean, ReduceMax, ReduceMin: they share their signature. */
export function reduce(graph: GraphBuilder, opType: string, x: Value, { axis, keepDims }: Reduction): Value {
  const axes = util.parseAxisParam(axis, [...x.shape]);
  const [reduced] = backend_util.computeOutAndReduceShapes([...x.shape], axes);
  const shape = keepDims ? backend_util.expandShapeToKeepDim(reduced, axes) : reduced;
  const attributes = { keepdims: keepDims ? 1 : 0 };
  return graph.node(opType, [x, graph.integers(axes)], { type: x.type, shape }, attributes);
}

/** ArgMax, ArgMin: the first of equal elements, as in TensorFlow.js. */
export function indexOfExtreme(graph: GraphBuilder, opType: string, x: Value, axis: number): Value {
  const [position] = util.parseAxisParam(axis, [...x.shape]);
  const shape = x.shape.filter((_, index) => index !== position);
  const index = graph.node(opType, [x], { type: 'int64', shape }, { axis: position!, keepdims: 0 });
  return cast(graph, index, 'int32');
}

export interface Transposes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/**
 * a: [...batch, m, k], b: [...batch, k, n] -> [...batch, m, n], either one stored transposed.
 * Two matrices make a Gemm, which reads a transposed operand as it packs it and so costs nothing more.
 */
export function product(
  graph: GraphBuilder,
  a: Value,
  b: Value,
  { transposeA, transposeB }: Transposes,
): Value {
  const m = a.shape.at(transposeA ? -1 : -2)!;
  const n = b.shape.at(transposeB ? -2 : -1)!;
  const batch = broadcast_util.assertAndGetBroadcastShape(
    [...a.shape.slice(0, -2)],
    [...b.shape.slice(0, -2)],
  );
  const result = { type: a.type, shape: [...batch, m, n] };
  if (a.shape.length === 2 && b.shape.length === 2) {
    const attributes = { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 };
    return graph.node('Gemm', [a, b], result, attributes);
  }
  const left = transposeA ? transposeMatrices(graph, a) : a;
  const right = transposeB ? transposeMatrices(graph, b) : b;
  return graph.node('MatMul', [left, right], result);
}
