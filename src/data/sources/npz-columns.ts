/** The arrays of one .npz that describe its recordings, each checked as it is taken. */
import { MotifsmithError } from '../../core/errors.ts';
import { LIMITS } from '../../core/limits.ts';
import type { NpyArray, NumericArray } from '../../formats/npy.ts';
import { decodeNpz } from '../../formats/npz.ts';
import { repeatedName } from './distinct-names.ts';

export class NpzColumns {
  readonly #arrays: ReadonlyMap<string, NpyArray>;
  readonly #file: string;

  /**
   * @param file names the archive in errors
   * @param wanted arrays that must be present
   * @param optional arrays that are decoded if they are present
   * @throws MotifsmithError `data` if the archive is damaged or lacks an array
   */
  constructor(
    bytes: Uint8Array,
    file: string,
    wanted: readonly string[],
    optional: readonly string[] = [],
  ) {
    this.#arrays = decodeNpz(bytes, file, wanted, optional);
    this.#file = file;
  }

  has(name: string): boolean {
    return this.#arrays.has(name);
  }

  /** An error about an array, or about a place in it, e.g. `element 7`. */
  complain(problem: string, name: string, remedy: string, place?: string): MotifsmithError {
    const member = `${this.#file}, member ${name}`;
    const where = place === undefined ? member : `${member}, ${place}`;
    return new MotifsmithError('data', problem, { where, remedy });
  }

  /** A flat array of integers that is present. @throws MotifsmithError `data` */
  integers(name: string): NumericArray {
    return this.#flat(name, false);
  }

  /** A flat array of integers or floats that is present. @throws MotifsmithError `data` */
  numbers(name: string): NumericArray {
    return this.#flat(name, true);
  }

  #flat(name: string, floats: boolean): NumericArray {
    const array = this.#arrays.get(name)!;
    const isText = array.dtype === 'U' || array.dtype === 'S';
    if (isText || (array.dtype.startsWith('f') && !floats)) {
      throw this.complain(
        `Array "${name}" has element type ${array.dtype} instead of ${floats ? 'numbers' : 'integers'}.`,
        name,
        'Save it as an integer array, e.g. array.astype("u2").',
      );
    }
    if (array.shape.length !== 1) {
      throw this.complain(
        `Array "${name}" has ${array.shape.length} dimensions instead of 1.`,
        name,
        'Save it as a flat array, e.g. array.ravel().',
      );
    }
    return array.data as NumericArray;
  }

  /**
   * One number from 0 to `limit` − 1 for each recording; null if the array is absent.
   * @throws MotifsmithError `data`
   */
  codes(name: string, recordings: number, limit: number): NumericArray | null {
    if (!this.has(name)) return null;
    const values = this.integers(name);
    this.requireLength(name, values.length, recordings, 'as labels');
    this.requireBelow(name, values, limit, 'Correct the file.');
    return values;
  }

  /**
   * Texts; null if the array is absent.
   * @param count how many there must be; null for any number up to `most`
   * @throws MotifsmithError `data`
   */
  texts(name: string, count: number | null, most = LIMITS.recordings): readonly string[] | null {
    const array = this.#arrays.get(name);
    if (array === undefined) return null;
    if (array.dtype !== 'U' && array.dtype !== 'S') {
      throw this.complain(
        `Array "${name}" has element type ${array.dtype} instead of text.`,
        name,
        'Save it as an array of strings.',
      );
    }
    if (count !== null) this.requireLength(name, array.data.length, count, 'as labels');
    if (array.data.length > most) {
      throw this.complain(
        `Array "${name}" has ${array.data.length} texts, over ${most}.`,
        name,
        'Give one for each class, speaker or recording.',
      );
    }
    return array.data as readonly string[];
  }

  /**
   * Names of classes or speakers; null if the array is absent.
   * @throws MotifsmithError `data` if it is not text, or two names are alike
   */
  names(name: string): readonly string[] | null {
    const names = this.texts(name, null, LIMITS.classes);
    const repeated = names && repeatedName(names);
    if (!repeated) return names;
    throw this.complain(
      `The name ${JSON.stringify(names![repeated.second])} is there twice.`,
      name,
      'Give each a name of its own.',
      `elements ${repeated.first} and ${repeated.second}`,
    );
  }

  /** @throws MotifsmithError `data` unless an array has the length that other arrays require */
  requireLength(name: string, actual: number, expected: number, reason: string): void {
    if (actual === expected) return;
    throw this.complain(
      `Array "${name}" has ${actual} elements instead of ${expected}.`,
      name,
      `It must have ${expected}, ${reason}; write the file again.`,
    );
  }

  /** @throws MotifsmithError `data` naming the first value outside 0 … limit − 1 */
  requireBelow(name: string, values: NumericArray, limit: number, remedy: string): void {
    const outside = values.findIndex((value) => value < 0 || value >= limit);
    if (outside < 0) return;
    throw this.complain(
      `The value ${values[outside]} is outside 0 … ${limit - 1}.`,
      name,
      remedy,
      `element ${outside}`,
    );
  }
}

/** The name of a class in a file that names none: letters for 26 classes, otherwise numbers. */
export function defaultClassName(label: number, classes: number): string {
  return classes === 26 ? String.fromCharCode(97 + label) : String(label);
}
