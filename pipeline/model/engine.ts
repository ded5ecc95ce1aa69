import type { Tensor, Variable } from '@tensorflow/tfjs-core';

export const ENGINE_NAMES = ['tensorflow', 'onnxruntime', 'wasm'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

/** Everything about an engine that can change a bit of a result. Part of every cache key. */
export interface EngineIdentity {
  readonly name: EngineName;
  /** Versions of the packages and native libraries that compute. */
  readonly version: string;
  /** What fixes the rounding: threads, instruction set, slice size. Two runs agree bit for bit within one class. */
  readonly numericClass: string;
}

/** An array that lives where the engine computes. */
export interface EngineArray {
  readonly shape: readonly number[];
  dispose(): void;
}

/** A step made ready to run: inputs in the order of the step's arguments, outputs in the order it returned them. */
export type CompiledStep = (...inputs: EngineArray[]) => Promise<Float32Array[]>;

/**
 * A pure TensorFlow.js function of its inputs that may also read and assign variables. It is called with
 * tensors of fixed shapes and must not branch on their values: a compiled engine calls it only once.
 */
export type StepFunction = (...inputs: Tensor[]) => Tensor[];

/** Where training steps written with TensorFlow.js run. One instance a process, single-threaded. */
export interface Engine {
  readonly identity: EngineIdentity;
  /** Makes TensorFlow.js compute on this engine's backend, so that variables made from now on live there. */
  activate(): Promise<void>;
  /** Makes float32 values an array of the given shape. It may refer to them: do not change them afterwards. */
  upload(values: Float32Array, shape: readonly number[]): EngineArray;
  /** Prepares `step` to be run many times. `name` appears in errors. */
  compile(name: string, step: StepFunction): CompiledStep;
  /** The current values of a variable that steps read or assign. */
  read(variable: Variable): Promise<Float32Array>;
  /** Frees every compiled step and its state; the engine can be used for another experiment afterwards. */
  reset(): void;
}

/** The most samples that one step computes at once; longer data are cut into slices and gradients summed. */
export const SLICE_SAMPLES = 4000;
