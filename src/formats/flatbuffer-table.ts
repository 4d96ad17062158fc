/**
 * Reads a size-prefixed FlatBuffer whose root is a table, checking every offset before it is
 * followed: the library itself trusts them all, and its verifier exists in C++ only.
 */
import { ByteBuffer } from 'flatbuffers';
import type { ComplainAtByte } from './complain.ts';

const WORD = 4;
const HALF_WORD = 2;

export class FlatbufferTable {
  readonly #buffer: ByteBuffer;
  readonly #complain: ComplainAtByte;
  /** Offset of the table. */
  readonly #table: number;
  /** Offsets of the fields within the table by number; 0 for absent ones. */
  readonly #fields: readonly number[];
  /** Bytes of the whole buffer, also where it is cut. */
  readonly #length: number;

  /**
   * @param bytes the whole buffer, with its length in the first 4 bytes
   * @param length of the whole buffer, of which `bytes` may be only the first part
   * @param identifier the 4 characters that name the schema, e.g. `EVTS`
   * @throws what `complain` makes, for any offset that leads outside
   */
  constructor(
    bytes: Uint8Array,
    identifier: string,
    complain: ComplainAtByte,
    length = bytes.length,
  ) {
    const buffer = new ByteBuffer(bytes);
    this.#buffer = buffer;
    this.#complain = complain;
    this.#length = length;
    if (bytes.length < 3 * WORD || buffer.readUint32(0) !== length - WORD) {
      throw complain(`its length is not that of its ${length} bytes`, 0);
    }
    buffer.setPosition(WORD);
    if (!buffer.__has_identifier(identifier)) throw complain(`it is not of type ${identifier}`, 8);
    this.#table = this.#inside(WORD + buffer.readUint32(WORD), WORD, WORD);
    const layout = this.#inside(
      this.#table - buffer.readInt32(this.#table),
      2 * HALF_WORD,
      this.#table,
    );
    const layoutBytes = buffer.readUint16(layout);
    this.#inside(layout, Math.max(layoutBytes, 2 * HALF_WORD), layout);
    const fields: number[] = [];
    for (let at = 2 * HALF_WORD; at + HALF_WORD <= layoutBytes; at += HALF_WORD) {
      fields.push(buffer.readUint16(layout + at));
    }
    this.#fields = fields;
  }

  /** A 32-bit integer, or the default of the schema. */
  int32(field: number, absent: number): number {
    const offset = this.#place(field, WORD);
    return offset === 0 ? absent : this.#buffer.readInt32(offset);
  }

  /** A 64-bit integer, or the default of the schema. Inexact beyond ±2⁵³. */
  int64(field: number, absent: number): number {
    const offset = this.#place(field, 2 * WORD);
    return offset === 0 ? absent : Number(this.#buffer.readInt64(offset));
  }

  /** A text, or null. */
  text(field: number): string | null {
    const vector = this.#vector(field, 1);
    if (vector === null) return null;
    const { offset, length } = vector;
    return new TextDecoder().decode(this.#buffer.bytes().subarray(offset, offset + length));
  }

  /**
   * The place of a vector of structs, which may lie beyond a cut; empty if it is absent.
   * @param size of a struct in bytes
   * @returns the byte offset of the first and the number of structs
   */
  structs(field: number, size: number): { offset: number; length: number } {
    return this.#vector(field, size) ?? { offset: 0, length: 0 };
  }

  #vector(field: number, size: number): { offset: number; length: number } | null {
    const reference = this.#place(field, WORD);
    if (reference === 0) return null;
    const begin = this.#inside(reference + this.#buffer.readUint32(reference), WORD, reference);
    const length = this.#buffer.readUint32(begin);
    this.#inside(begin + WORD, length * size, begin, this.#length);
    return { offset: begin + WORD, length };
  }

  /** Offset of a field's value in the buffer, or 0 if the field is absent. */
  #place(field: number, size: number): number {
    const within = this.#fields[field] ?? 0;
    return within === 0 ? 0 : this.#inside(this.#table + within, size, this.#table);
  }

  #inside(offset: number, size: number, from: number, end = this.#buffer.capacity()): number {
    if (offset >= WORD && offset + size <= end) return offset;
    throw this.#complain('it refers to bytes outside itself', from);
  }
}
