/** What a reader must offer to be fuzzed. Targets are listed in `targets.ts`. */
import type { ErrorKind } from '../../src/core/errors.ts';
import type { Random } from '../../src/core/random.ts';

export interface FuzzTarget {
  /** Short and unique, e.g. `aedat3`. */
  readonly id: string;
  /** Kinds of errors with which inputs may be refused; `data` by default. */
  readonly kinds?: readonly ErrorKind[];
  /** Inputs of the short run, where the usual number would take too long. */
  readonly shortRun?: number;
  /** Its part of what a long run divides freely, relative to the others; 1 by default, 0 if it is slow. */
  readonly share?: number;
  /** ms of processor time that an input may take, where the usual limit is too strict. */
  readonly slowMs?: number;
  /** Sound inputs, which are then damaged. */
  seeds(): readonly Uint8Array[] | Promise<readonly Uint8Array[]>;
  /** An input that breaks the rules of the format on purpose, where one can be made. */
  craft?(random: Random, seeds: readonly Uint8Array[]): Uint8Array;
  /**
   * Reads an input.
   * @param random for settings that should vary
   * @returns what is wrong with what the reader accepted, or null
   * @throws MotifsmithError of one of `kinds` where the reader refuses the input, or `Refused`; anything
   * else that is thrown is a finding
   */
  run(input: Uint8Array, random: Random): string | null | Promise<string | null>;
  /** Ends what the target has opened. */
  close?(): Promise<void>;
}

/** A refusal in another form than an error of ours, such as a reply with status 404. */
export class Refused extends Error {}

/** Bytes of a text. */
export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** An input of a target that reads several files: the number of one, then its bytes. */
export function numbered(k: number, bytes: Uint8Array): Uint8Array {
  const all = new Uint8Array(1 + bytes.length);
  all[0] = k;
  all.set(bytes, 1);
  return all;
}
