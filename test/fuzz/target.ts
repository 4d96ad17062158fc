/** What a decoder must offer to be fuzzed. Targets are listed in `targets.ts`. */
import type { Random } from '../../src/core/random.ts';

export interface FuzzTarget {
  /** Short and unique, e.g. `aedat3`. */
  readonly id: string;
  /** Inputs of the short run, where the usual number would take too long. */
  readonly shortRun?: number;
  /** ms of processor time that an input may take, where the usual limit is too strict. */
  readonly slowMs?: number;
  /** Sound inputs, which are then damaged. */
  seeds(): readonly Uint8Array[];
  /** An input that breaks the rules of the format on purpose, where one can be made. */
  craft?(random: Random): Uint8Array;
  /**
   * Decodes an input.
   * @param random for settings that should vary
   * @returns what is wrong with what the decoder accepted, or null
   * @throws MotifsmithError of kind `data` where the decoder refuses the input; anything else that
   * is thrown is a finding
   */
  run(input: Uint8Array, random: Random): string | null | Promise<string | null>;
}
