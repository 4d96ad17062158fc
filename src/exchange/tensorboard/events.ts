/**
 * TensorBoard event files: TFRecord frames with masked CRC-32C checksums around protobuf messages
 * (tensorflow/core/util/event.proto and framework/summary.proto). The same events give the same bytes.
 */
import { PbfWriter } from 'pbf';
import { crc32c } from '../../formats/crc32.ts';

/** A value under a name at one step; names with slashes are grouped by the part before the first. */
export type SummaryValue =
  | { readonly tag: string; readonly scalar: number }
  | { readonly tag: string; readonly histogram: Histogram }
  | { readonly tag: string; readonly image: EncodedImage }
  | { readonly tag: string; readonly plugin: PluginData };

/** Values counted in buckets, as TensorBoard draws them. */
export interface Histogram {
  readonly min: number;
  readonly max: number;
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
  /** Upper ends of the buckets, ascending. */
  readonly limits: readonly number[];
  readonly counts: readonly number[];
}

/** An image in the PNG format, with 3 channels. */
export interface EncodedImage {
  readonly width: number;
  readonly height: number;
  readonly png: Uint8Array;
}

/** A message to a plug-in of TensorBoard. */
export interface PluginData {
  readonly name: string;
  readonly content: Uint8Array;
}

/** Everything that is said about one step. */
export interface SummaryEvent {
  readonly step: number;
  /** Seconds; TensorBoard's time axis. */
  readonly wallTime: number;
  readonly values: readonly SummaryValue[];
}

/** What an event file must start with. */
const FILE_VERSION = 'brain.Event:2';
const RGB = 3;
const DT_FLOAT = 1;

/** The bytes of an event file. */
export function encodeEventFile(events: Iterable<SummaryEvent>): Uint8Array {
  // The file version comes first and has no step.
  const records = [
    record((message) => {
      message.writeDoubleField(1, 0);
      message.writeStringField(3, FILE_VERSION);
    }),
  ];
  for (const { step, wallTime, values } of events) {
    records.push(
      record((message) => {
        message.writeDoubleField(1, wallTime);
        message.writeVarintField(2, step);
        message.writeMessage(5, writeSummary, values);
      }),
    );
  }
  const bytes = new Uint8Array(records.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const each of records) {
    bytes.set(each, at);
    at += each.length;
  }
  return bytes;
}

/** Length (64 bits), its checksum, the message, its checksum. */
function record(write: (message: PbfWriter) => void): Uint8Array {
  const message = new PbfWriter();
  write(message);
  const data = message.finish();
  const bytes = new Uint8Array(12 + data.length + 4);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length, true);
  view.setUint32(8, maskedChecksum(bytes.subarray(0, 8)), true);
  bytes.set(data, 12);
  view.setUint32(12 + data.length, maskedChecksum(data), true);
  return bytes;
}

/** TFRecord rotates and shifts its checksums, because they often cover checksums themselves. */
function maskedChecksum(data: Uint8Array): number {
  const crc = crc32c(data);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

function writeSummary(values: readonly SummaryValue[], message: PbfWriter): void {
  for (const value of values) message.writeMessage(1, writeValue, value);
}

function writeValue(value: SummaryValue, message: PbfWriter): void {
  message.writeStringField(1, value.tag);
  if ('scalar' in value) message.writeFloatField(2, value.scalar);
  else if ('image' in value) message.writeMessage(4, writeImage, value.image);
  else if ('plugin' in value) {
    message.writeMessage(8, writeNoNumbers, null);
    message.writeMessage(9, writeMetadata, value.plugin);
  } else message.writeMessage(5, writeHistogram, value.histogram);
}

function writeImage({ width, height, png }: EncodedImage, message: PbfWriter): void {
  message.writeVarintField(1, height);
  message.writeVarintField(2, width);
  message.writeVarintField(3, RGB);
  message.writeBytesField(4, png);
}

function writeHistogram(histogram: Histogram, message: PbfWriter): void {
  const { min, max, count, sum, sumOfSquares, limits, counts } = histogram;
  [min, max, count, sum, sumOfSquares].forEach((number, k) => {
    message.writeDoubleField(k + 1, number);
  });
  message.writePackedDouble(6, [...limits]);
  message.writePackedDouble(7, [...counts]);
}

/** A tensor of shape [0]: readers want one with what is for a plug-in alone. */
function writeNoNumbers(_: null, message: PbfWriter): void {
  message.writeVarintField(1, DT_FLOAT);
  message.writeMessage(2, (_shape: null, shape) => shape.writeMessage(2, writeNothing, null), null);
}

/** A dimension of size 0. */
function writeNothing(): void {}

function writeMetadata(plugin: PluginData, message: PbfWriter): void {
  message.writeMessage(
    1,
    ({ name, content }: PluginData, data) => {
      data.writeStringField(1, name);
      data.writeBytesField(2, content);
    },
    plugin,
  );
}
