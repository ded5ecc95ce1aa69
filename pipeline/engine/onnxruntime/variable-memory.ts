import { type backend_util, tensor, util, type Variable } from '@tensorflow/tfjs-core';
import type { TracingBackend } from './tracing-backend.ts';

type Numbers = backend_util.TypedArray;

/**
 * Where variables live between steps: in the backend, as any tensor, so that TensorFlow.js always sees their
 * current values. A step reads one array and writes another; the two change places at every assignment.
 */
export class VariableMemory {
  readonly #backend: TracingBackend;
  /** Arrays made here. Others may belong to the caller and are never written into. */
  readonly #own = new WeakSet<Numbers>();
  readonly #spare = new WeakMap<Variable, Numbers>();

  constructor(backend: TracingBackend) {
    this.#backend = backend;
  }

  values({ dataId, dtype }: Variable): Numbers {
    return util.toTypedArray(this.#backend.data.get(dataId).values as Numbers, dtype);
  }

  /** An array for the variable's next values. */
  next(variable: Variable): Numbers {
    const spare = this.#spare.get(variable);
    this.#spare.delete(variable);
    if (spare) return spare;
    const made = this.values(variable).slice();
    this.#own.add(made);
    return made;
  }

  /** Gives the variable the values that were written into an array from `next`. */
  assign(variable: Variable, values: Numbers): void {
    const before = this.values(variable);
    const isShared = this.#backend.refCount(variable.dataId) > 1;
    const wrapped = tensor(values, variable.shape, variable.dtype);
    variable.assign(wrapped);
    wrapped.dispose();
    if (this.#own.has(before) && !isShared) this.#spare.set(variable, before);
  }
}
