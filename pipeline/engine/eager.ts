import { type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import type { CompiledStep, Engine, EngineArray, EngineIdentity, StepFunction } from '../model/engine.ts';
import { startBackend } from './start-backend.ts';
import { disposeResults } from './step-results.ts';

/** An array of an eager engine: a tensor that is kept until it is disposed. */
class EagerArray implements EngineArray {
  readonly tensor: Tensor;

  constructor(values: Float32Array, shape: readonly number[]) {
    this.tensor = tensor(values, [...shape], 'float32');
  }

  get shape(): readonly number[] {
    return this.tensor.shape;
  }

  dispose(): void {
    this.tensor.dispose();
  }
}

/** Runs steps operation by operation on a TensorFlow.js backend. The backend must be registered. */
export function eagerEngine(identity: EngineIdentity, backendName: string): Engine {
  return {
    identity,

    activate: () => startBackend(backendName),

    upload: (values, shape) => new EagerArray(values, shape),

    compile: (_name, step) => eagerStep(step),

    async read(variable) {
      return Float32Array.from(await variable.data());
    },

    reset() {},
  };
}

function eagerStep(step: StepFunction): CompiledStep {
  return async (...inputs) => {
    const arrays = inputs as EagerArray[];
    const results = tidy(() => step(...arrays.map((input) => input.tensor)));
    const values = await Promise.all(results.map((result) => result.data()));
    disposeResults(results);
    return values.map((numbers) => Float32Array.from(numbers));
  };
}
