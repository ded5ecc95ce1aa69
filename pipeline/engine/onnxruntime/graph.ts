import type { Attributes, ElementType, Graph, Initializer, Node, ValueInfo } from './model.ts';

/** One array of the graph under construction. */
export interface Value extends ValueInfo {
  /** Of a constant whose elements are all equal: that element, so that it can be broadcast instead of stored. */
  readonly scalar?: Value;
}

/** The element types that TensorFlow.js has, and how ONNX stores them. */
const ARRAYS = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;
export type NumberType = keyof typeof ARRAYS;

/** Collects the nodes of one ONNX graph in the order in which they are computed. */
export class GraphBuilder {
  readonly #nodes: Node[] = [];
  readonly #initializers: Initializer[] = [];
  readonly #inputs: ValueInfo[] = [];
  #count = 0;

  /** Declares an input of the whole graph. */
  input(name: string, type: ElementType, shape: readonly number[]): Value {
    const value = { name, type, shape };
    this.#inputs.push(value);
    return value;
  }

  /** Stores numbers in the graph; one number instead of an array of equal ones. */
  constant(numbers: ArrayLike<number>, type: NumberType, shape: readonly number[]): Value {
    const first = numbers[0];
    if (first !== undefined && isRepeated(numbers, first)) return this.fill(first, type, shape);
    return this.#store(ARRAYS[type].from(numbers), type, shape);
  }

  /** An array of one number, repeated. */
  fill(number: number, type: NumberType, shape: readonly number[]): Value {
    const scalar = this.#store(ARRAYS[type].of(number), type, []);
    if (shape.length === 0) return { ...scalar, scalar };
    return { ...this.node('Expand', [scalar, this.integers(shape)], { type, shape }), scalar };
  }

  /** A list of axes or sizes, as operators take them. */
  integers(numbers: readonly number[]): Value {
    return this.#store(BigInt64Array.from(numbers, BigInt), 'int64', [numbers.length]);
  }

  /** Appends an ONNX operator with one output of the given type and shape. */
  node(
    opType: string,
    inputs: readonly Value[],
    { type, shape }: Pick<Value, 'type' | 'shape'>,
    attributes: Attributes = {},
  ): Value {
    const output = this.#nextName(opType);
    this.#nodes.push({ opType, inputs: inputs.map(({ name }) => name), output, attributes });
    return { name: output, type, shape };
  }

  /**
   * Names the graph's outputs, one for each value in the order given, and drops what none of them needs.
   * An output must be made by a node and be listed once; other values go through an Identity.
   */
  finish(name: string, values: readonly Value[]): Graph {
    const made = new Set(this.#nodes.map(({ output }) => output));
    const outputs = values.map((value) =>
      made.delete(value.name) ? value : this.node('Identity', [value], value),
    );
    const live = this.#needed(outputs);
    return {
      name,
      nodes: this.#nodes.filter((node) => live.has(node.output)),
      initializers: this.#initializers.filter((initializer) => live.has(initializer.name)),
      inputs: this.#inputs.filter((input) => live.has(input.name)),
      outputs,
    };
  }

  /** The names of everything that the outputs depend on, and their own. */
  #needed(outputs: readonly Value[]): Set<string> {
    const live = new Set(outputs.map((output) => output.name));
    for (const node of this.#nodes.toReversed()) {
      if (live.has(node.output)) for (const input of node.inputs) live.add(input);
    }
    return live;
  }

  #store({ buffer }: ArrayBufferView, type: ElementType, shape: readonly number[]): Value {
    const value = { name: this.#nextName('constant'), type, shape };
    this.#initializers.push({ ...value, bytes: new Uint8Array(buffer) });
    return value;
  }

  #nextName(prefix: string): string {
    return `${prefix}_${this.#count++}`;
  }
}

/** A plain loop, since gradients make large arrays of ones. */
function isRepeated(numbers: ArrayLike<number>, first: number): boolean {
  for (let i = 1; i < numbers.length; i++) if (numbers[i] !== first) return false;
  return true;
}
