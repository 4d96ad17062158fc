/**
 * The part of ONNX's protobuf messages that a network needs, with the field numbers of onnx.proto
 * (github.com/onnx/onnx). The same graph gives the same bytes.
 */
import { PbfWriter } from 'pbf';

/** A tensor that is part of the file: Float32Array as float, an array of whole numbers as int64. */
export interface OnnxConstant {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | readonly number[];
}

/** An operator with one result. */
export interface OnnxNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  /** Name of the result, and of the node. */
  readonly output: string;
  readonly attributes: Readonly<Record<string, number>>;
}

/** A float tensor [batch][size] that enters or leaves the graph. */
export interface OnnxPort {
  readonly name: string;
  readonly size: number;
}

/** A graph whose nodes are in the order of computation. */
export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxConstant[];
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
}

/** What a file holds besides its graph. */
export interface OnnxHeader {
  readonly irVersion: number;
  /** Version of the operators. */
  readonly opset: number;
  readonly producer: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** TensorProto.DataType */
export const FLOAT = 1;
const INT64 = 7;
/** AttributeProto.AttributeType */
const ATTRIBUTE_INT = 2;
/** Name of the first dimension of every port. */
const BATCH = 'batch';

/** The bytes of a ModelProto. */
export function encodeOnnx(
  graph: OnnxGraph,
  { irVersion, opset, producer, metadata }: OnnxHeader,
): Uint8Array {
  const message = new PbfWriter();
  message.writeVarintField(1, irVersion);
  message.writeStringField(2, producer);
  message.writeMessage(7, writeGraph, graph);
  message.writeMessage(8, writeOperators, opset);
  for (const entry of Object.entries(metadata)) message.writeMessage(14, writeEntry, entry);
  return message.finish();
}

/** OperatorSetIdProto of ONNX's own operators, whose domain is empty. */
function writeOperators(version: number, message: PbfWriter): void {
  message.writeStringField(1, '');
  message.writeVarintField(2, version);
}

/** StringStringEntryProto */
function writeEntry([key, value]: readonly [string, string], message: PbfWriter): void {
  message.writeStringField(1, key);
  message.writeStringField(2, value);
}

/** GraphProto */
function writeGraph(graph: OnnxGraph, message: PbfWriter): void {
  for (const node of graph.nodes) message.writeMessage(1, writeNode, node);
  message.writeStringField(2, graph.name);
  for (const constant of graph.constants) message.writeMessage(5, writeConstant, constant);
  for (const port of graph.inputs) message.writeMessage(11, writePort, port);
  for (const port of graph.outputs) message.writeMessage(12, writePort, port);
}

/** NodeProto */
function writeNode({ operator, inputs, output, attributes }: OnnxNode, message: PbfWriter): void {
  for (const input of inputs) message.writeStringField(1, input);
  message.writeStringField(2, output);
  message.writeStringField(3, output);
  message.writeStringField(4, operator);
  for (const entry of Object.entries(attributes)) message.writeMessage(5, writeAttribute, entry);
}

/** AttributeProto of a whole number. */
function writeAttribute([name, value]: readonly [string, number], message: PbfWriter): void {
  message.writeStringField(1, name);
  message.writeVarintField(3, value);
  message.writeVarintField(20, ATTRIBUTE_INT);
}

/** TensorProto */
function writeConstant({ name, shape, data }: OnnxConstant, message: PbfWriter): void {
  for (const size of shape) message.writeVarintField(1, size);
  if (data instanceof Float32Array) {
    message.writeVarintField(2, FLOAT);
    message.writeMessage(4, writeFloats, data);
  } else {
    message.writeVarintField(2, INT64);
    message.writePackedVarint(7, [...data]);
  }
  message.writeStringField(8, name);
}

function writeFloats(data: Float32Array, message: PbfWriter): void {
  for (let k = 0; k < data.length; k++) message.writeFloat(data[k]!);
}

/** ValueInfoProto of a tensor. */
function writePort({ name, size }: OnnxPort, message: PbfWriter): void {
  message.writeStringField(1, name);
  message.writeMessage(2, writeTensorType, size);
}

/** TypeProto with a TypeProto.Tensor. */
function writeTensorType(size: number, message: PbfWriter): void {
  const writeShape = (_: null, shape: PbfWriter): void => {
    shape.writeMessage(1, (name, dimension) => dimension.writeStringField(2, name), BATCH);
    shape.writeMessage(1, (value, dimension) => dimension.writeVarintField(1, value), size);
  };
  const writeTensor = (_: null, tensor: PbfWriter): void => {
    tensor.writeVarintField(1, FLOAT);
    tensor.writeMessage(2, writeShape, null);
  };
  message.writeMessage(1, writeTensor, null);
}
