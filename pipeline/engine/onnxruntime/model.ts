import { PbfWriter } from 'pbf';

/**
 * The part of the ONNX format that this engine writes, as protocol buffers. Field numbers and enumerations:
 * https://github.com/onnx/onnx/blob/v1.17.0/onnx/onnx.proto
 */

/** `TensorProto.DataType` of the element types in use. */
export const DATA_TYPE = { float32: 1, int32: 6, int64: 7, bool: 9 } as const;
export type ElementType = keyof typeof DATA_TYPE;

/** `AttributeProto.AttributeType`. */
const ATTRIBUTE_TYPE = { INT: 2, INTS: 7 } as const;

/** Every attribute that the operator table sets is an integer or a list of them. */
export type Attributes = Readonly<Record<string, number | readonly number[]>>;

export interface Node {
  readonly opType: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes: Attributes;
}

/** The name, element type and shape of a graph's input or output. */
export interface ValueInfo {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
}

export interface Initializer extends ValueInfo {
  /** The elements, little-endian, in row-major order. */
  readonly bytes: Uint8Array;
}

export interface Graph {
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly initializers: readonly Initializer[];
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
}

/** The operator set that the table of operators is written for: reductions take their axes as an input. */
const OPSET = 18;
/** The oldest version of the format that may hold operator set 18. */
const IR_VERSION = 8;

/** ModelProto. */
export function encodeModel(graph: Graph): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeVarintField(1, IR_VERSION);
  pbf.writeMessage(7, writeGraph, graph);
  pbf.writeMessage(8, writeOperatorSet, OPSET);
  return pbf.finish();
}

/** OperatorSetIdProto; the empty domain is ONNX's own. */
function writeOperatorSet(version: number, pbf: PbfWriter): void {
  pbf.writeStringField(1, '');
  pbf.writeVarintField(2, version);
}

/** GraphProto. */
function writeGraph(graph: Graph, pbf: PbfWriter): void {
  for (const node of graph.nodes) pbf.writeMessage(1, writeNode, node);
  pbf.writeStringField(2, graph.name);
  for (const initializer of graph.initializers) pbf.writeMessage(5, writeInitializer, initializer);
  for (const input of graph.inputs) pbf.writeMessage(11, writeValueInfo, input);
  for (const output of graph.outputs) pbf.writeMessage(12, writeValueInfo, output);
}

/** NodeProto. */
function writeNode(node: Node, pbf: PbfWriter): void {
  for (const input of node.inputs) pbf.writeStringField(1, input);
  pbf.writeStringField(2, node.output);
  pbf.writeStringField(4, node.opType);
  for (const attribute of Object.entries(node.attributes)) pbf.writeMessage(5, writeAttribute, attribute);
}

/** AttributeProto. */
function writeAttribute([name, value]: [string, number | readonly number[]], pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  if (typeof value === 'number') {
    pbf.writeVarintField(3, value);
    pbf.writeVarintField(20, ATTRIBUTE_TYPE.INT);
  } else {
    for (const item of value) pbf.writeVarintField(8, item);
    pbf.writeVarintField(20, ATTRIBUTE_TYPE.INTS);
  }
}

/** TensorProto. */
function writeInitializer(initializer: Initializer, pbf: PbfWriter): void {
  for (const size of initializer.shape) pbf.writeVarintField(1, size);
  pbf.writeVarintField(2, DATA_TYPE[initializer.type]);
  pbf.writeStringField(8, initializer.name);
  pbf.writeBytesField(9, initializer.bytes);
}

/** ValueInfoProto, holding a TypeProto, holding a TypeProto.Tensor. */
function writeValueInfo(value: ValueInfo, pbf: PbfWriter): void {
  pbf.writeStringField(1, value.name);
  pbf.writeMessage(2, (_, type) => type.writeMessage(1, writeTensorType, value), value);
}

function writeTensorType(value: ValueInfo, pbf: PbfWriter): void {
  pbf.writeVarintField(1, DATA_TYPE[value.type]);
  pbf.writeMessage(2, writeShape, value.shape);
}

/** TensorShapeProto: one Dimension message a size. */
function writeShape(shape: readonly number[], pbf: PbfWriter): void {
  for (const size of shape) pbf.writeMessage(1, (n, dimension) => dimension.writeVarintField(1, n), size);
}
