import { backend as currentBackend, type Variable } from '@tensorflow/tfjs-core';
import { Tensor } from 'onnxruntime-node';
import type { CompiledStep, Engine, EngineArray, EngineIdentity, StepFunction } from '../../model/engine.ts';
import { startBackend } from '../start-backend.ts';
import { Program } from './program.ts';
import { trace } from './trace.ts';
import { BACKEND_NAME, registerTracingBackend, TracingBackend } from './tracing-backend.ts';
import { VariableMemory } from './variable-memory.ts';

/** An input array. It refers to the values that it is made from and does not copy them. */
class OnnxArray implements EngineArray {
  readonly tensor: Tensor;
  readonly shape: readonly number[];

  constructor(values: Float32Array, shape: readonly number[]) {
    this.tensor = new Tensor('float32', values, shape);
    this.shape = shape;
  }

  dispose(): void {
    this.tensor.dispose();
  }
}

/**
 * Compiles steps: the first call with inputs of given shapes traces the step into an ONNX graph, and ONNX
 * Runtime computes that graph then and ever after.
 */
class OnnxruntimeEngine implements Engine {
  readonly identity: EngineIdentity;
  /** One program for each step and combination of input shapes. */
  #programs = new Map<StepFunction, Map<string, Program>>();
  /** Runs wait for each other: each may read what the one before assigns. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(identity: EngineIdentity) {
    this.identity = identity;
  }

  activate(): Promise<void> {
    return startBackend(BACKEND_NAME);
  }

  upload(values: Float32Array, shape: readonly number[]): EngineArray {
    return new OnnxArray(values, shape);
  }

  compile(name: string, step: StepFunction): CompiledStep {
    return (...inputs) => {
      const run = async () => {
        const arrays = inputs as OnnxArray[];
        const program = await this.#program(name, step, arrays);
        return program.run(arrays.map(({ tensor }) => tensor));
      };
      const result = this.#last.then(run);
      this.#last = result.catch(() => {});
      return result;
    };
  }

  async read(variable: Variable): Promise<Float32Array> {
    await this.#last;
    return Float32Array.from(variable.dataSync());
  }

  reset(): void {
    const programs = [...this.#programs.values()].flatMap((byShape) => [...byShape.values()]);
    this.#programs = new Map();
    this.#last = this.#last.then(() => Promise.all(programs.map((program) => program.release())));
  }

  async #program(name: string, step: StepFunction, inputs: readonly OnnxArray[]): Promise<Program> {
    const byShape = this.#programs.get(step) ?? new Map<string, Program>();
    this.#programs.set(step, byShape);
    const shapes = inputs.map(({ shape }) => shape);
    const key = JSON.stringify(shapes);
    const known = byShape.get(key);
    if (known) return known;
    const made = await build(name, step, shapes);
    byShape.set(key, made);
    return made;
  }
}

/** Traces a step and loads its graph. Errors name the step. */
async function build(
  name: string,
  step: StepFunction,
  shapes: readonly (readonly number[])[],
): Promise<Program> {
  const backend = currentBackend();
  if (!(backend instanceof TracingBackend)) throw new Error(`${name}: engine ${BACKEND_NAME} is not active`);
  try {
    return await Program.load(trace(backend, step, shapes), new VariableMemory(backend));
  } catch (error) {
    throw new Error(`cannot compile step ${name}: ${(error as Error).message}`, { cause: error });
  }
}

export function openOnnxruntime(identity: EngineIdentity): Engine {
  registerTracingBackend();
  return new OnnxruntimeEngine(identity);
}
