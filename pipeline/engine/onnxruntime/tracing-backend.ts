import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import {
  type backend_util,
  type DataType,
  engine,
  findBackendFactory,
  getKernelsForBackend,
  type KernelConfig,
  type KernelFunc,
  registerBackend,
  registerKernel,
  type Tensor,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { GraphBuilder, type NumberType, type Value } from './graph.ts';
import { OPERATORS } from './operators.ts';

type DataId = TensorInfo['dataId'];
type KernelCall = Parameters<KernelFunc>[0];

export const BACKEND_NAME = 'onnxruntime';

/**
 * A TensorFlow.js backend that computes on the CPU in plain JavaScript, and that can make tensors without
 * values, which stand for arrays of an ONNX graph. A kernel that meets one of these computes nothing: it is
 * written into the graph, and its output is again a tensor without values.
 */
export class TracingBackend extends MathBackendCPU {
  #graph = new GraphBuilder();
  #symbols = new WeakMap<DataId, Value>();

  /** Makes an empty graph the one that kernels are written into. Tensors of the graph before become invalid. */
  begin(): GraphBuilder {
    this.#graph = new GraphBuilder();
    this.#symbols = new WeakMap();
    return this.#graph;
  }

  /** A tensor that stands for an array of the graph. */
  symbol(value: Value): Tensor {
    return engine().makeTensorFromTensorInfo(this.#symbolInfo(value), this);
  }

  /** The array of the graph that a tensor stands for, or its numbers as a constant. */
  arrayOf({ dataId, shape, dtype }: TensorInfo): Value {
    if (this.#isSymbol(dataId)) {
      const value = this.#symbols.get(dataId);
      if (!value) throw new Error('a tensor is used outside the step that computed it');
      return value;
    }
    const numbers = this.data.get(dataId).values as backend_util.TypedArray;
    return this.#graph.constant(numbers, numberType(dtype), shape);
  }

  /** Computes a kernel, or writes it into the graph if an input has no values. */
  runKernel({ kernelName, kernelFunc }: KernelConfig, call: KernelCall): TensorInfo | TensorInfo[] {
    // Kernels leave out optional inputs by setting them to undefined or null.
    const inputs = Object.entries(call.inputs).filter((input): input is [string, TensorInfo] => !!input[1]);
    if (!inputs.some(([, { dataId }]) => this.#isSymbol(dataId))) return kernelFunc(call);
    const operator = OPERATORS[kernelName];
    if (!operator) throw new Error(`unknown operation: ${kernelName}; add it to onnxruntime/operators.ts`);
    const operands = Object.fromEntries(inputs.map(([name, info]) => [name, this.arrayOf(info)]));
    return this.#symbolInfo(operator(this.#graph, operands, call.attrs ?? {}));
  }

  override readSync(dataId: DataId): backend_util.BackendValues {
    if (this.#isSymbol(dataId)) {
      throw new Error('a value is read that depends on an input or a variable and is not known yet');
    }
    const values = super.readSync(dataId);
    // A copy: a step may write into the array of a variable once another has taken its place.
    return ArrayBuffer.isView(values) ? values.slice() : values;
  }

  /** As MathBackendCPU's, without its advertisement of tfjs-node. */
  override write(values: backend_util.BackendValues, _shape: number[], dtype: DataType): DataId {
    const dataId = {};
    this.data.set(dataId, { values, dtype, refCount: 1 });
    return dataId;
  }

  #symbolInfo(value: Value): TensorInfo {
    const dataId = {};
    const dtype = numberType(value.type);
    this.data.set(dataId, { dtype, refCount: 1 });
    this.#symbols.set(dataId, value);
    return { dataId, shape: [...value.shape], dtype };
  }

  #isSymbol(dataId: DataId): boolean {
    return this.data.get(dataId).values === undefined;
  }
}

/** Element types that both TensorFlow.js and the graph have. */
export function numberType(type: string): NumberType {
  if (type === 'float32' || type === 'int32' || type === 'bool') return type;
  throw new Error(`unknown element type: ${type}`);
}

/** Registers the backend and its kernels, which are those of the CPU backend, once a process. */
export function registerTracingBackend(): void {
  if (findBackendFactory(BACKEND_NAME)) return;
  for (const kernel of getKernelsForBackend('cpu')) {
    const kernelFunc: KernelFunc = (call) => (call.backend as TracingBackend).runKernel(kernel, call);
    registerKernel({ ...kernel, backendName: BACKEND_NAME, kernelFunc });
  }
  registerBackend(BACKEND_NAME, () => new TracingBackend());
}
