import { engine, type Tensor, tidy, type Variable } from '@tensorflow/tfjs-core';
import type { StepFunction } from '../../model/engine.ts';
import { disposeResults } from '../step-results.ts';
import type { GraphBuilder, Value } from './graph.ts';
import type { Graph, ValueInfo } from './model.ts';
import { cast } from './nodes.ts';
import { numberType, type TracingBackend } from './tracing-backend.ts';

/** An input or output of the graph that stands for a variable. */
export interface VariablePort {
  readonly name: string;
  readonly variable: Variable;
}

/** A step as one graph, and what the graph's inputs and outputs are. It has no inputs that nothing reads. */
export interface TracedStep {
  readonly graph: Graph;
  /** `index` counts the step's arguments. */
  readonly inputs: readonly { readonly name: string; readonly index: number }[];
  /** In the order in which the step returned them; float32 all. */
  readonly results: readonly ValueInfo[];
  readonly reads: readonly VariablePort[];
  readonly assigns: readonly VariablePort[];
}

/** A variable while a step is traced: its tensor is replaced by one that stands for a graph input. */
interface StandIn {
  readonly variable: Variable;
  readonly input: Value;
  readonly original: Tensor;
  readonly dataId: object;
}

/**
 * Runs a step once on tensors without values and returns what it would compute, as a graph. Variables keep
 * their values. Whatever depends neither on an input nor on a variable is computed now and becomes a constant.
 */
export function trace(
  backend: TracingBackend,
  step: StepFunction,
  shapes: readonly (readonly number[])[],
): TracedStep {
  const graph = backend.begin();
  const inputs = shapes.map((shape, index) => graph.input(`input${index}`, 'float32', shape));
  const variables = Object.values(engine().registeredVariables);
  const standIns = variables.map((variable, index) => replace(backend, graph, variable, index));
  try {
    const results = runOnSymbols(backend, graph, step, inputs);
    refuseNewVariables(variables);
    const assigned = standIns.filter(({ variable, dataId }) => variable.dataId !== dataId);
    const next = assigned.map(({ variable }) => backend.arrayOf(variable));
    return describe(graph.finish('step', [...results, ...next]), inputs, standIns, assigned);
  } finally {
    for (const standIn of standIns) restore(standIn);
  }
}

function describe(
  graph: Graph,
  inputs: readonly Value[],
  standIns: readonly StandIn[],
  assigned: readonly StandIn[],
): TracedStep {
  const live = new Set(graph.inputs.map(({ name }) => name));
  const resultCount = graph.outputs.length - assigned.length;
  return {
    graph,
    inputs: inputs.map(({ name }, index) => ({ name, index })).filter(({ name }) => live.has(name)),
    results: graph.outputs.slice(0, resultCount),
    reads: standIns
      .map(({ input, variable }) => ({ name: input.name, variable }))
      .filter(({ name }) => live.has(name)),
    assigns: assigned.map(({ variable }, index) => ({
      name: graph.outputs[resultCount + index]!.name,
      variable,
    })),
  };
}

function replace(backend: TracingBackend, graph: GraphBuilder, variable: Variable, index: number): StandIn {
  const original = variable.clone(); // shares the memory
  const input = graph.input(`variable${index}`, numberType(variable.dtype), variable.shape);
  const symbol = backend.symbol(input);
  variable.assign(symbol);
  symbol.dispose();
  return { variable, input, original, dataId: variable.dataId };
}

function restore({ variable, original }: StandIn): void {
  variable.assign(original);
  original.dispose();
}

function runOnSymbols(
  backend: TracingBackend,
  graph: GraphBuilder,
  step: StepFunction,
  inputs: readonly Value[],
): Value[] {
  let results: Value[] = [];
  tidy(() => {
    const tensors = step(...inputs.map((input) => backend.symbol(input)));
    results = tensors.map((tensor) => cast(graph, backend.arrayOf(tensor), 'float32'));
    disposeResults(tensors);
  });
  return results;
}

function refuseNewVariables(known: readonly Variable[]): void {
  const created = Object.values(engine().registeredVariables).filter((variable) => !known.includes(variable));
  const names = created.map(({ name }) => name).join(', ');
  for (const variable of created) variable.dispose();
  if (names) throw new Error(`a variable is created: ${names}; create it before the step is compiled`);
}
