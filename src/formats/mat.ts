/**
 * Reads the numbers and structures of MAT-files of version 5, which MATLAB writes up to 2 GB and SciPy writes too.
 * Our own, so that nothing is allocated because a file claims it. Objects, cells, texts and sparse or
 * complex arrays are passed over. After "MAT-File Format" of The MathWorks (R2024a).
 */
import { Inflate } from 'fflate';
import { allowMore, LIMITS } from '../core/limits.ts';
import { type Complain, complainAbout } from './complain.ts';
import { adler32 } from './hdf5/read/checksums.ts';
import { type NumericArray, type NumericType, readElements } from './npy-elements.ts';

const HEADER_BYTES = 128;
/** Deflate encodes at most 258 bytes in two bits. */
const HIGHEST_RATIO = 1032;
/** Packed bytes that are unpacked at a time. */
const PIECE_BYTES = 65_536;
/** Structures within structures. */
const DEEPEST = 8;
const MOST_FIELDS = 1000;

const ELEMENT = { matrix: 14, compressed: 15 } as const;
/** Types of stored numbers. */
const NUMBERS: Readonly<Record<number, NumericType>> = {
  1: 'i1',
  2: 'u1',
  3: 'i2',
  4: 'u2',
  5: 'i4',
  6: 'u4',
  7: 'f4',
  9: 'f8',
  12: 'i8',
  13: 'u8',
};
const CLASS = { struct: 2, firstNumber: 6, lastNumber: 15 } as const;
const COMPLEX = 8;

/** Numbers, column by column: the first index runs fastest. */
export interface MatNumbers {
  readonly kind: 'numbers';
  readonly shape: readonly number[];
  /** Of the type that they are stored in. @throws MotifsmithError `data` */
  read(): NumericArray;
}

export interface MatStruct {
  readonly kind: 'struct';
  readonly fields: ReadonlyMap<string, MatNumbers | MatStruct>;
}

/** Whether a file is a MAT-file of version 5. */
export function isMat5(head: Uint8Array): boolean {
  const [first, second] = [head[126], head[127]];
  const little = first === 0x49 && second === 0x4d && head[125] === 1;
  return little || (first === 0x4d && second === 0x49 && head[124] === 1);
}

/**
 * @param file names the file in errors
 * @returns its variables, as a structure; numbers are read when they are asked for
 * @throws MotifsmithError `data` if it is damaged, cut, or would unpack to too much
 */
export function decodeMat(bytes: Uint8Array, file: string): MatStruct {
  const complain = complainAbout(file, {
    verdict: 'The MAT-file cannot be read',
    remedy: 'Copy the file or save it again.',
  });
  if (!isMat5(bytes)) throw complain('it does not begin like one of version 5', 0);
  const little = bytes[126] === 0x49;
  const fields = new Map<string, MatNumbers | MatStruct>();
  const budget = { left: LIMITS.archiveBytes };
  for (let at = HEADER_BYTES; at < bytes.length; ) {
    const reader = new Reader(bytes, little, at, complain);
    const { type, begin, end, next } = reader.element(at, bytes.length);
    const named =
      type === ELEMENT.compressed
        ? unpacked(bytes.subarray(begin, end), little, begin, budget, complain)
        : type === ELEMENT.matrix
          ? reader.matrix(begin, end, 0)
          : null;
    if (named?.value) fields.set(named.name, named.value);
    // Unlike all others, packed elements are not filled up to 8 bytes.
    at = type === ELEMENT.compressed ? end : next;
  }
  return { kind: 'struct', fields };
}

function unpacked(
  packed: Uint8Array,
  little: boolean,
  place: number,
  budget: { left: number },
  complain: Complain,
): Named | null {
  const bytes = inflate(packed, little, place, budget, complain);
  const reader = new Reader(bytes, little, place, complain);
  const { type, begin, end } = reader.element(0, bytes.length);
  return type === ELEMENT.matrix ? reader.matrix(begin, end, 0) : null;
}

/** The element in a zlib stream; its first bytes say how long it is. */
function inflate(
  packed: Uint8Array,
  little: boolean,
  place: number,
  budget: { left: number },
  complain: Complain,
): Uint8Array {
  const damaged = () => complain('a variable cannot be unpacked', place);
  if (packed.length < 6 || (packed[0]! & 15) !== 8 || (packed[0]! * 256 + packed[1]!) % 31 !== 0) {
    throw damaged();
  }
  let out: Uint8Array | null = null;
  let filled = 0;
  let refusal: unknown = null;
  const stream = packed.subarray(2, packed.length - 4);
  const inflater = new Inflate((part) => {
    if (refusal !== null || part.length === 0) return;
    if (out === null && part.length >= 8) {
      const view = new DataView(part.buffer, part.byteOffset, part.length);
      const size = 8 + view.getUint32(4, little);
      budget.left -= size;
      if (budget.left < 0) {
        refusal = complain(
          `it would unpack to over ${LIMITS.archiveBytes} bytes`,
          place,
          `Save it in parts. ${allowMore('archiveBytes')}.`,
        );
        return;
      }
      if (size <= HIGHEST_RATIO * packed.length) out = new Uint8Array(size);
    }
    if (out === null || filled + part.length > out.length) {
      refusal = damaged();
      return;
    }
    out.set(part, filled);
    filled += part.length;
  });
  try {
    for (let at = 0; at < stream.length && refusal === null; at += PIECE_BYTES) {
      inflater.push(stream.subarray(at, at + PIECE_BYTES), at + PIECE_BYTES >= stream.length);
    }
  } catch {
    throw damaged();
  }
  if (refusal !== null) throw refusal;
  const result = out as Uint8Array | null;
  if (result === null || filled !== result.length) throw damaged();
  const checksum = new DataView(packed.buffer, packed.byteOffset + packed.length - 4, 4);
  if (adler32(result) !== checksum.getUint32(0)) throw damaged();
  return result;
}

interface Element {
  readonly type: number;
  /** Of its content. */
  readonly begin: number;
  readonly end: number;
  /** Offset of the next element. */
  readonly next: number;
}

/** A variable or a field; null if it is of a kind that is passed over. */
interface Named {
  readonly name: string;
  readonly value: MatNumbers | MatStruct | null;
}

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #little: boolean;
  readonly #place: number;
  readonly #complain: Complain;

  /** @param place of the variable in the file, for errors */
  constructor(bytes: Uint8Array, little: boolean, place: number, complain: Complain) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#little = little;
    this.#place = place;
    this.#complain = complain;
  }

  /** The element at an offset, which must end before `limit`. */
  element(at: number, limit: number): Element {
    if (at + 8 > limit) throw this.#damaged('an element is cut short');
    const word = this.#view.getUint32(at, this.#little);
    const isSmall = word >>> 16 !== 0;
    const type = isSmall ? word & 0xffff : word;
    const size = isSmall ? word >>> 16 : this.#view.getUint32(at + 4, this.#little);
    const begin = at + (isSmall ? 4 : 8);
    const end = begin + size;
    if (end > limit || (isSmall && size > 4))
      throw this.#damaged(`an element of ${size} bytes is cut short`);
    const next = isSmall ? at + 8 : Math.min(limit, begin + 8 * Math.ceil(size / 8));
    return { type, begin, end, next };
  }

  /** A matrix of any class, between two offsets. */
  matrix(begin: number, end: number, depth: number): Named {
    // An empty field of a structure has nothing at all.
    if (begin === end) return { name: '', value: null };
    const flags = this.element(begin, end);
    const word = this.#integers(flags)[0] ?? 0;
    const shapeAt = this.element(flags.next, end);
    const shape = this.#integers(shapeAt);
    const nameAt = this.element(shapeAt.next, end);
    const name = this.#text(nameAt.begin, nameAt.end);
    const kind = word & 255;
    if (shape.length < 2 || shape.some((length) => length < 0)) {
      throw this.#damaged('a variable has no shape');
    }
    if (kind === CLASS.struct && depth < DEEPEST && shape.every((length) => length === 1)) {
      return { name, value: this.#struct(nameAt.next, end, depth) };
    }
    const isNumber = kind >= CLASS.firstNumber && kind <= CLASS.lastNumber;
    if (!isNumber || ((word >>> 8) & COMPLEX) !== 0) return { name, value: null };
    return { name, value: this.#numbers(this.element(nameAt.next, end), shape) };
  }

  #struct(at: number, end: number, depth: number): MatStruct {
    const lengthAt = this.element(at, end);
    const length = this.#integers(lengthAt)[0] ?? 0;
    const namesAt = this.element(lengthAt.next, end);
    const count = (namesAt.end - namesAt.begin) / length;
    if (!(length > 0 && Number.isInteger(count) && count <= MOST_FIELDS)) {
      throw this.#damaged('the names of fields are damaged');
    }
    const fields = new Map<string, MatNumbers | MatStruct>();
    let cursor = namesAt.next;
    for (let k = 0; k < count; k++) {
      const field = this.element(cursor, end);
      if (field.type !== ELEMENT.matrix) throw this.#damaged('a field is missing');
      const { value } = this.matrix(field.begin, field.end, depth + 1);
      const name = this.#text(namesAt.begin + k * length, namesAt.begin + (k + 1) * length);
      if (value !== null) fields.set(name, value);
      cursor = field.next;
    }
    return { kind: 'struct', fields };
  }

  #numbers({ type, begin, end }: Element, shape: readonly number[]): MatNumbers {
    const stored = NUMBERS[type];
    if (stored === undefined) throw this.#damaged(`numbers are stored as type ${type}`);
    const width = Number(stored.slice(1));
    const count = shape.reduce((product, length) => product * length, 1);
    if (count * width !== end - begin) {
      throw this.#damaged(`${count} numbers have ${end - begin} bytes`);
    }
    const swapped = !this.#little && width > 1;
    return {
      kind: 'numbers',
      shape,
      read: () => readElements(this.#bytes, begin, width, count, stored, null, swapped),
    };
  }

  /** 32-bit integers of flags, shapes and lengths. */
  #integers({ begin, end }: Element): number[] {
    const count = Math.min(32, Math.floor((end - begin) / 4));
    return Array.from({ length: count }, (_, k) =>
      this.#view.getInt32(begin + 4 * k, this.#little),
    );
  }

  #text(begin: number, end: number): string {
    const text = this.#bytes.subarray(begin, end);
    const nul = text.indexOf(0);
    return new TextDecoder().decode(nul < 0 ? text : text.subarray(0, nul));
  }

  #damaged(problem: string) {
    return this.#complain(problem, this.#place);
  }
}
