/** Damages files the ways that disks, networks and enemies do. All choices come from one stream. */
import type { Random } from '../../src/core/random.ts';

/** Numbers at which counts, sizes, offsets and times turn. */
const EDGES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000];
const HUGE = [0xffffffff, 0xfffffffe, 0x7ffffff8, 0x40000000];
/** Lengths of records of known formats, so that whole ones move. */
const RECORD_BYTES = [1, 2, 4, 5, 8, 13, 16, 28, 32];
const MOST_DAMAGES = 4;

type Damage = (bytes: Uint8Array, random: Random, seeds: readonly Uint8Array[]) => Uint8Array;

const pick = <T>(random: Random, values: readonly T[]): T => values[random.integer(values.length)]!;

function concatenate(...parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

function randomBytes(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.integer(256));
}

const truncate: Damage = (bytes, random) => bytes.slice(0, random.integer(bytes.length));

const flipBits: Damage = (bytes, random) => {
  for (let k = random.integer(8); k >= 0; k--) {
    const bit = random.integer(8 * bytes.length);
    bytes[bit >> 3]! ^= 1 << (bit & 7);
  }
  return bytes;
};

const setBytes: Damage = (bytes, random) => {
  for (let k = random.integer(4); k >= 0; k--) {
    bytes[random.integer(bytes.length)] = random.integer(256);
  }
  return bytes;
};

const setNumber: Damage = (bytes, random) => {
  if (bytes.length < 8) return bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const value = random.integer(2) === 0 ? pick(random, HUGE) : pick(random, EDGES);
  // Often near the start, where headers stand.
  const range = random.integer(2) === 0 ? Math.min(bytes.length, 256) : bytes.length;
  const offset = random.integer(range - 7);
  const width = pick(random, [2, 4, 8]);
  const little = random.integer(4) !== 0;
  if (width === 2) view.setUint16(offset, value, little);
  else view.setUint32(offset, value, little);
  if (width === 8)
    view.setUint32(offset + 4, pick(random, [0, 1, 0x1fffff, 0x200000, ...HUGE]), little);
  return bytes;
};

/** Two records change places: times go back. */
const swapRecords: Damage = (bytes, random) => {
  const length = pick(random, RECORD_BYTES);
  if (bytes.length < 2 * length) return bytes;
  const a = random.integer(bytes.length - length + 1);
  const b = random.integer(bytes.length - length + 1);
  const kept = bytes.slice(a, a + length);
  bytes.copyWithin(a, b, b + length);
  bytes.set(kept, b);
  return bytes;
};

const insert: Damage = (bytes, random) => {
  const at = random.integer(bytes.length + 1);
  const length = pick(random, RECORD_BYTES);
  const copied = bytes.slice(at, at + length);
  const inserted = random.integer(2) === 0 ? copied : randomBytes(random, length);
  return concatenate(bytes.subarray(0, at), inserted, bytes.subarray(at));
};

const remove: Damage = (bytes, random) => {
  const at = random.integer(bytes.length);
  const length = pick(random, RECORD_BYTES);
  return concatenate(bytes.subarray(0, at), bytes.subarray(at + length));
};

const splice: Damage = (bytes, random, seeds) => {
  const other = pick(random, seeds);
  const head = bytes.subarray(0, random.integer(bytes.length + 1));
  return concatenate(head, other.subarray(random.integer(other.length + 1)));
};

/** A number in a text becomes another: sizes and counts of text headers. */
const setDecimal: Damage = (bytes, random) => {
  const isDigit = (byte: number | undefined) => byte !== undefined && byte >= 48 && byte <= 57;
  const start = random.integer(bytes.length);
  let at = start;
  while (at < bytes.length && !isDigit(bytes[at])) at++;
  let end = at;
  while (isDigit(bytes[end])) end++;
  if (at === end) return bytes;
  const texts = ['0', '1', '-1', '65536', '4294967296', '99999999999999999999', '1e9', 'nan'];
  const text = new TextEncoder().encode(pick(random, texts));
  return concatenate(bytes.subarray(0, at), text, bytes.subarray(end));
};

const DAMAGES: readonly Damage[] = [
  truncate,
  flipBits,
  setBytes,
  setNumber,
  setNumber,
  swapRecords,
  insert,
  remove,
  splice,
  setDecimal,
];

/** A damaged copy of one of the seeds; now and then bytes at random. */
export function mutate(seeds: readonly Uint8Array[], random: Random): Uint8Array {
  if (random.integer(200) === 0) return randomBytes(random, random.integer(300));
  let bytes: Uint8Array = pick(random, seeds).slice();
  for (let k = random.integer(MOST_DAMAGES); k >= 0 && bytes.length > 0; k--) {
    bytes = pick(random, DAMAGES)(bytes, random, seeds);
  }
  return bytes;
}
