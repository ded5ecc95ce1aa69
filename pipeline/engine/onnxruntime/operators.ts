import {
  type _FusedMatMulAttrs,
  type ArgMaxAttrs,
  type BatchMatMulAttrs,
  type CastAttrs,
  type ClipByValueAttrs,
  type ExpandDimsAttrs,
  type FusedBatchNormAttrs,
  type GatherV2Attrs,
  type MaxAttrs,
  type NamedAttrMap,
  type OneHotAttrs,
  type ReshapeAttrs,
  type SoftmaxAttrs,
  type StepAttrs,
  type SumAttrs,
  type TileAttrs,
  type TransposeAttrs,
  util,
} from '@tensorflow/tfjs-core';
import type { GraphBuilder, NumberType, Value } from './graph.ts';
import type { ElementType } from './model.ts';
import { cast, elementwise, indexOfExtreme, product, reduce, reshape, scalar, transpose } from './nodes.ts';

/** The inputs of a TensorFlow.js kernel, under the names that the kernel gives them. */
export type Operands = Readonly<Record<string, Value>>;

/** Writes one TensorFlow.js kernel as ONNX nodes and returns its output. */
export type Operator = (graph: GraphBuilder, operands: Operands, attrs: NamedAttrMap) => Value;

/** An entry whose kernel takes the attributes `Attrs`. */
function entry<Attrs>(write: (graph: GraphBuilder, operands: Operands, attrs: Attrs) => Value): Operator {
  return (graph, operands, attrs) => write(graph, operands, attrs as Attrs);
}

/** y = f(x), element by element. */
function unary(opType: string): Operator {
  return (graph, { x }) => graph.node(opType, [x!], x!);
}

/** y = f(a, b), element by element, broadcast. */
function binary(opType: string): Operator {
  return (graph, { a, b }) => elementwise(graph, opType, a!, b!);
}

/** y = whether f(a, b), element by element, broadcast. */
function comparison(opType: string): Operator {
  return (graph, { a, b }) => elementwise(graph, opType, a!, b!, 'bool');
}

/** One number in the shape of the operand. */
function filled(number: number): Operator {
  return (graph, { x }) => graph.fill(number, x!.type as NumberType, x!.shape);
}

/**
 * Every TensorFlow.js kernel that a compiled step may use, as nodes of ONNX's operator set 18
 * (https://github.com/onnx/onnx/blob/main/docs/Operators.md). Kernels, their operands and attributes:
 * tfjs-core/src/kernel_names.ts; what they compute: tfjs-backend-cpu/src/kernels.
 */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  // One operand, element by element
  Abs: unary('Abs'),
  Ceil: unary('Ceil'),
  Exp: unary('Exp'),
  Floor: unary('Floor'),
  Log: unary('Log'),
  LogicalNot: unary('Not'),
  Neg: unary('Neg'),
  Reciprocal: unary('Reciprocal'),
  Relu: unary('Relu'),
  Sigmoid: unary('Sigmoid'),
  Sign: unary('Sign'),
  Sqrt: unary('Sqrt'),
  Tanh: unary('Tanh'),
  Rsqrt: (graph, { x }) => graph.node('Reciprocal', [graph.node('Sqrt', [x!], x!)], x!),
  Square: (graph, { x }) => graph.node('Mul', [x!, x!], x!),
  // 1 where x > 0, alpha elsewhere
  Step: entry<StepAttrs>((graph, { x }, { alpha }) => {
    const positive = elementwise(graph, 'Greater', x!, scalar(graph, 0), 'bool');
    if (alpha === 0) return cast(graph, positive, 'float32');
    return graph.node('Where', [positive, scalar(graph, 1), scalar(graph, alpha)], x!);
  }),
  ClipByValue: entry<ClipByValueAttrs>((graph, { x }, { clipValueMin, clipValueMax }) =>
    graph.node('Clip', [x!, scalar(graph, clipValueMin), scalar(graph, clipValueMax)], x!),
  ),

  // Two operands, element by element
  Add: binary('Add'),
  Maximum: binary('Max'),
  Minimum: binary('Min'),
  Multiply: binary('Mul'),
  Pow: binary('Pow'),
  RealDiv: binary('Div'),
  Sub: binary('Sub'),
  SquaredDifference: (graph, { a, b }) => {
    const difference = elementwise(graph, 'Sub', a!, b!);
    return graph.node('Mul', [difference, difference], difference);
  },
  Equal: comparison('Equal'),
  Greater: comparison('Greater'),
  GreaterEqual: comparison('GreaterOrEqual'),
  Less: comparison('Less'),
  LessEqual: comparison('LessOrEqual'),
  LogicalAnd: comparison('And'),
  LogicalOr: comparison('Or'),
  NotEqual: (graph, { a, b }) => {
    const equal = elementwise(graph, 'Equal', a!, b!, 'bool');
    return graph.node('Not', [equal], equal);
  },

  // Choice: t where the condition holds, e elsewhere; all of one shape, or a condition a row
  Select: (graph, { condition, t, e }) => {
    const ones = new Array(t!.shape.length - condition!.shape.length).fill(1);
    const aligned = reshape(graph, condition!, [...condition!.shape, ...ones]);
    return graph.node('Where', [aligned, t!, e!], t!);
  },

  // Reductions
  Sum: entry<SumAttrs>((graph, { x }, attrs) =>
    reduce(graph, 'ReduceSum', x!.type === 'bool' ? cast(graph, x!, 'int32') : x!, attrs),
  ),
  Mean: entry<SumAttrs>((graph, { x }, attrs) =>
    reduce(graph, 'ReduceMean', cast(graph, x!, 'float32'), attrs),
  ),
  Max: entry<MaxAttrs>((graph, { x }, { reductionIndices, keepDims }) =>
    reduce(graph, 'ReduceMax', x!, { axis: reductionIndices, keepDims }),
  ),
  Min: entry<SumAttrs>((graph, { x }, attrs) => reduce(graph, 'ReduceMin', x!, attrs)),
  ArgMax: entry<ArgMaxAttrs>((graph, { x }, { axis }) => indexOfExtreme(graph, 'ArgMax', x!, axis)),
  ArgMin: entry<ArgMaxAttrs>((graph, { x }, { axis }) => indexOfExtreme(graph, 'ArgMin', x!, axis)),

  // Products
  BatchMatMul: entry<BatchMatMulAttrs>((graph, { a, b }, attrs) => product(graph, a!, b!, attrs)),
  _FusedMatMul: entry<_FusedMatMulAttrs>((graph, { a, b, bias }, attrs) => {
    const multiplied = product(graph, a!, b!, attrs);
    const sum = bias ? elementwise(graph, 'Add', multiplied, bias) : multiplied;
    return activate(graph, sum, attrs.activation);
  }),

  // Shape and type
  Cast: entry<CastAttrs>((graph, { x }, { dtype }) => cast(graph, x!, dtype as ElementType)),
  ExpandDims: entry<ExpandDimsAttrs>((graph, { input }, { dim }) => {
    const at = dim < 0 ? input!.shape.length + 1 + dim : dim;
    return reshape(graph, input!, input!.shape.toSpliced(at, 0, 1));
  }),
  Identity: (_, { x }) => x!,
  Reshape: entry<ReshapeAttrs>((graph, { x }, { shape }) =>
    reshape(graph, x!, util.inferFromImplicitShape([...shape], sizeOf(x!))),
  ),
  Tile: entry<TileAttrs>((graph, { x }, { reps }) => {
    const shape = x!.shape.map((size, axis) => size * reps[axis]!);
    return graph.node('Tile', [x!, graph.integers(reps)], { type: x!.type, shape });
  }),
  Transpose: entry<TransposeAttrs>((graph, { x }, { perm }) => transpose(graph, x!, perm)),
  OnesLike: filled(1),
  ZerosLike: filled(0),

  // Rows of a table, or whatever lies along the axis, by number
  GatherV2: entry<GatherV2Attrs>((graph, { x, indices }, { axis, batchDims }) => {
    if (batchDims) throw new Error(`unknown batch axes of a gather: ${batchDims}`);
    const [position] = util.parseAxisParam(axis, [...x!.shape]);
    const shape = x!.shape.toSpliced(position!, 1, ...indices!.shape);
    return graph.node('Gather', [x!, indices!], { type: x!.type, shape }, { axis: position! });
  }),

  // Composed
  Softmax: entry<SoftmaxAttrs>((graph, { logits }, { dim }) =>
    graph.node('Softmax', [logits!], logits!, { axis: dim }),
  ),
  // ONNX's OneHot counts negative indices from the end; TensorFlow.js gives a row of off values
  OneHot: entry<OneHotAttrs>((graph, { indices }, { depth, onValue, offValue, dtype }) => {
    const classes = graph.constant([...Array(depth).keys()], 'int32', [depth]);
    const column = reshape(graph, indices!, [...indices!.shape, 1]);
    const hit = elementwise(graph, 'Equal', column, classes, 'bool');
    const [on, off] = [scalar(graph, onValue), scalar(graph, offValue)];
    const chosen = graph.node('Where', [hit, on, off], { type: 'float32', shape: hit.shape });
    return cast(graph, chosen, dtype as ElementType);
  }),
  // offset + (x - mean) * scale / sqrt(variance + epsilon); all but x have the length of its last axis
  FusedBatchNorm: entry<FusedBatchNormAttrs>((graph, operands, { varianceEpsilon }) => {
    const { x, mean, variance, scale, offset } = operands;
    const shifted = elementwise(graph, 'Add', variance!, scalar(graph, varianceEpsilon));
    const deviation = graph.node('Sqrt', [shifted], shifted);
    const factor = elementwise(graph, 'Div', scale ?? scalar(graph, 1), deviation);
    const normal = elementwise(graph, 'Mul', elementwise(graph, 'Sub', x!, mean!), factor);
    return offset ? elementwise(graph, 'Add', normal, offset) : normal;
  }),
};

/** The activation of a fused kernel. */
function activate(graph: GraphBuilder, x: Value, activation: string | undefined): Value {
  const OPERATOR: Readonly<Record<string, string>> = { relu: 'Relu', sigmoid: 'Sigmoid' };
  if (activation === undefined || activation === 'linear') return x;
  const opType = OPERATOR[activation];
  if (opType === undefined) throw new Error(`unknown activation of a fused product: ${activation}`);
  return graph.node(opType, [x], x);
}

function sizeOf({ shape }: Value): number {
  return util.sizeFromShape([...shape]);
}
