/** Writes an .npz piece by piece, for arrays that are larger than the memory. */
import { Zip, ZipDeflate } from 'fflate';
import { writeNpyHeader } from './npy-header.ts';

/** Where bytes go, piece by piece. */
export interface ByteSink {
  /** Adds bytes at the end. */
  append(bytes: Uint8Array): Promise<void>;
}

/** Types of whole numbers in a column. */
export type ColumnType = 'u1' | 'u2' | 'u4';

/** The narrowest type for numbers up to `most`. */
export function columnTypeFor(most: number): ColumnType {
  if (most < 2 ** 8) return 'u1';
  return most < 2 ** 16 ? 'u2' : 'u4';
}

/** Bytes of a number. */
export function columnBytes(type: ColumnType): number {
  return Number(type[1]);
}

/** An archive that grows. The same content gives the same bytes. */
export class NpzStream {
  readonly #sink: ByteSink;
  readonly #zip: Zip;
  #ready: Uint8Array[] = [];
  #error: unknown = null;

  constructor(sink: ByteSink) {
    this.#sink = sink;
    this.#zip = new Zip((error, data) => {
      if (error) this.#error = error;
      else this.#ready.push(data);
    });
  }

  /**
   * Adds a flat array of whole numbers.
   * @param length the number of elements of all pieces together
   */
  async addNumbers(
    name: string,
    type: ColumnType,
    length: number,
    pieces: Iterable<ArrayLike<number>>,
  ): Promise<void> {
    await this.#add(name, `<${type}`, length, pieces, type);
  }

  /** Adds a flat array of Unicode texts. */
  async addTexts(name: string, texts: readonly string[]): Promise<void> {
    const points = texts.map((text) => Array.from(text, (letter) => letter.codePointAt(0)!));
    const longest = Math.max(1, ...points.map(({ length }) => length));
    const pieces = points.map((text) => [
      ...text,
      ...new Array<number>(longest - text.length).fill(0),
    ]);
    await this.#add(name, `<U${longest}`, texts.length, pieces, 'u4');
  }

  /** Completes the archive. */
  async end(): Promise<void> {
    this.#zip.end();
    await this.#passOn();
  }

  async #add(
    name: string,
    descr: string,
    length: number,
    pieces: Iterable<ArrayLike<number>>,
    type: ColumnType,
  ): Promise<void> {
    const member = new ZipDeflate(`${name}.npy`, { level: 6 });
    member.mtime = '1980-01-01T00:00:00';
    this.#zip.add(member);
    member.push(writeNpyHeader(descr, [length]));
    for (const piece of pieces) {
      member.push(littleEndian(piece, type));
      await this.#passOn();
    }
    member.push(new Uint8Array(0), true);
    await this.#passOn();
  }

  async #passOn(): Promise<void> {
    if (this.#error) throw this.#error;
    const pieces = this.#ready;
    this.#ready = [];
    for (const piece of pieces) await this.#sink.append(piece);
  }
}

function littleEndian(values: ArrayLike<number>, type: ColumnType): Uint8Array {
  const bytes = new Uint8Array(values.length * columnBytes(type));
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) {
    if (type === 'u1') bytes[i] = values[i]!;
    else if (type === 'u2') view.setUint16(2 * i, values[i]!, true);
    else view.setUint32(4 * i, values[i]!, true);
  }
  return bytes;
}
