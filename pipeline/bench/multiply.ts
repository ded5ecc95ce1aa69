import { InferenceSession, Tensor } from 'onnxruntime-node';
import { randomStream } from '../base/random.ts';
import { encodeModel, type Graph } from '../engine/onnxruntime/model.ts';
import type { Pace, ProductJob, ProductShape } from './pace.ts';

/** One Gemm and nothing else: as fast as ONNX Runtime multiplies matrices of these shapes. */
function productGraph([m, k, n]: ProductShape): Graph {
  return {
    name: 'product',
    nodes: [{ opType: 'Gemm', inputs: ['a', 'b'], output: 'c', attributes: {} }],
    initializers: [],
    inputs: [
      { name: 'a', type: 'float32', shape: [m, k] },
      { name: 'b', type: 'float32', shape: [k, n] },
    ],
    outputs: [{ name: 'c', type: 'float32', shape: [m, n] }],
  };
}

/** Multiplies into the same memory over and over, on one thread. */
export async function multiply({ shape }: ProductJob, pace: Pace): Promise<void> {
  const [m, k, n] = shape;
  const session = await InferenceSession.create(encodeModel(productGraph(shape)), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  });
  const random = randomStream('product');
  const matrix = (rows: number, columns: number) =>
    new Tensor('float32', random.normals(rows * columns, 0, 1), [rows, columns]);
  const operands = { a: matrix(m, k), b: matrix(k, n) };
  const result = { c: new Tensor('float32', new Float32Array(m * n), [m, n]) };
  await pace.start();
  for (;;) {
    await session.run(operands, result);
    await pace.iterationEnded();
  }
}
