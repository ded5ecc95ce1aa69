import { type backend_util, util, type Variable } from '@tensorflow/tfjs-core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { encodeModel } from './model.ts';
import type { TracedStep } from './trace.ts';
import type { VariableMemory } from './variable-memory.ts';

/**
 * One thread, so that bits do not depend on the number of cores; experiments run side by side instead.
 * The optimiser may fuse and reorder, but does so in the same way every time.
 */
const SESSION_OPTIONS: InferenceSession.SessionOptions = {
  executionProviders: ['cpu'],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  logSeverityLevel: 3,
};

type Tensors = Record<string, Tensor>;

/** A traced step, loaded into ONNX Runtime. */
export class Program {
  readonly #traced: TracedStep;
  readonly #session: InferenceSession;
  readonly #memory: VariableMemory;

  private constructor(traced: TracedStep, session: InferenceSession, memory: VariableMemory) {
    this.#traced = traced;
    this.#session = session;
    this.#memory = memory;
  }

  static async load(traced: TracedStep, memory: VariableMemory): Promise<Program> {
    const session = await InferenceSession.create(encodeModel(traced.graph), SESSION_OPTIONS);
    return new Program(traced, session, memory);
  }

  /** Computes the step's results and gives the variables that it assigns their next values. */
  async run(inputs: readonly Tensor[]): Promise<Float32Array[]> {
    const { results, assigns } = this.#traced;
    const next = assigns.map(({ variable }) => this.#memory.next(variable));
    // ONNX Runtime writes into arrays that it is given, and copies out of those that it makes itself.
    const outputs: Tensors = {};
    for (const { name, shape } of results) {
      outputs[name] = new Tensor('float32', new Float32Array(util.sizeFromShape([...shape])), shape);
    }
    for (const [index, { name, variable }] of assigns.entries()) {
      outputs[name] = tensorOf(variable, next[index]!);
    }
    await this.#session.run(this.#feeds(inputs), outputs);
    for (const [index, { variable }] of assigns.entries()) this.#memory.assign(variable, next[index]!);
    return results.map(({ name }) => outputs[name]!.data as Float32Array);
  }

  #feeds(inputs: readonly Tensor[]): Tensors {
    const feeds: Tensors = {};
    for (const { name, index } of this.#traced.inputs) feeds[name] = inputs[index]!;
    for (const { name, variable } of this.#traced.reads) {
      feeds[name] = tensorOf(variable, this.#memory.values(variable));
    }
    return feeds;
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}

/** Wraps a variable's numbers, without a copy. */
function tensorOf({ dtype, shape }: Variable, values: backend_util.TypedArray): Tensor {
  return new Tensor(dtype as 'float32', values as Float32Array, shape);
}
