import {
  _FusedMatMul,
  BatchMatMul,
  getKernel,
  type KernelFunc,
  type NamedAttrMap,
  registerKernel,
  type TensorInfo,
  Transpose,
  unregisterKernel,
  util,
} from '@tensorflow/tfjs-core';

const BACKEND = 'wasm';
/** Kernels changed by this module, so that they are changed once. */
const changed = new WeakSet<KernelFunc>();

/** What the backend offers to kernels to free what they made in between. */
interface Disposer {
  disposeData(dataId: object): boolean;
}

/**
 * Makes products transpose their operands beforehand. The backend multiplies fast only when neither operand is
 * to be transposed, and both gradients of a product transpose one: [300, 784] x [784, 1000] takes 26 ms, the
 * same with the second operand stored transposed 289 ms, and the transpose 4 ms. Its slow path, which also
 * serves batches of fused products, adds the wrong elements of a bias, so those are refused.
 * Source: tfjs-backend-wasm/src/cc/batch_mat_mul_impl.cc.
 */
export function transposeBeforeProducts(): void {
  for (const kernelName of [BatchMatMul, _FusedMatMul]) {
    const kernel = getKernel(kernelName, BACKEND);
    if (changed.has(kernel.kernelFunc)) continue;
    const kernelFunc = transposingFirst(kernelName, kernel.kernelFunc);
    changed.add(kernelFunc);
    unregisterKernel(kernelName, BACKEND);
    registerKernel({ ...kernel, kernelFunc });
  }
}

function transposingFirst(kernelName: string, multiply: KernelFunc): KernelFunc {
  return ({ inputs, backend, attrs }) => {
    if (kernelName === _FusedMatMul && inputs.bias && util.sizeFromShape(inputs.a!.shape.slice(0, -2)) > 1) {
      throw new Error('a batch of fused products with a bias would be wrong on the wasm backend');
    }
    const a = attrs?.transposeA ? transposed(inputs.a!, backend) : undefined;
    const b = attrs?.transposeB ? transposed(inputs.b!, backend) : undefined;
    const product = multiply({
      inputs: { ...inputs, a: a ?? inputs.a, b: b ?? inputs.b },
      backend,
      attrs: { ...attrs, transposeA: false, transposeB: false } as NamedAttrMap,
    });
    for (const temporary of [a, b]) if (temporary) (backend as Disposer).disposeData(temporary.dataId);
    return product;
  };
}

/** Swaps the last two axes. */
function transposed(x: TensorInfo, backend: object): TensorInfo {
  const axes = x.shape.map((_, axis) => axis);
  const perm = [...axes.slice(0, -2), axes.at(-1)!, axes.at(-2)!];
  const transpose = getKernel(Transpose, BACKEND).kernelFunc;
  return transpose({ inputs: { x }, backend, attrs: { perm } }) as TensorInfo;
}
