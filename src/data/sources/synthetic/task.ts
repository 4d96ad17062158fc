/**
 * A synthetic task: a set of recordings that are generated when they are read, each from a random
 * stream of its own, so that the order of reading does not matter, and for which it is known what can
 * be decoded from them with and without memory.
 */
import { Random } from '../../../core/random.ts';
import type { AddressEvents, Sensor } from '../../events/address-events.ts';
import type { RecordingInfo, RecordingSet, Split } from '../recording-set.ts';
import { COMMON_OPTIONS, type OptionTable, type OptionValues, resolveOptions } from './options.ts';

/** A set whose recordings are generated when they are read. */
export interface SyntheticSet extends RecordingSet {
  /**
   * The largest share of right answers that a read-out without memory can reach: one that sums any
   * functions of the events of a single step over all steps, and decides in any way by the sums.
   */
  readonly memoryless: number;
}

/** A synthetic task: its options, and the set that they give. */
export interface SyntheticTask<Table extends OptionTable = OptionTable> {
  /** Short name, e.g. `temporal-xor`. */
  readonly id: string;
  /** One line for a list of tasks. */
  readonly summary: string;
  readonly options: Table & typeof COMMON_OPTIONS;
  /** @throws MotifsmithError `usage` for options that are unknown, out of range or contradictory */
  create(given?: Partial<OptionValues<Table & typeof COMMON_OPTIONS>>): SyntheticSet;
}

/** What the options of a task determine. */
export interface TaskContent {
  /** One sentence: what happens, and what the class is. */
  readonly description: string;
  readonly classNames: readonly string[];
  readonly sensor: Sensor;
  readonly memoryless: number;
  /**
   * @param index of the recording within its class and split, so that variations that take turns are
   * balanced exactly
   */
  record(label: number, index: number, random: Random): AddressEvents;
}

/** Defines a task. */
export function syntheticTask<Table extends OptionTable>(
  id: string,
  summary: string,
  own: Table,
  content: (options: OptionValues<Table & typeof COMMON_OPTIONS>) => TaskContent,
): SyntheticTask<Table> {
  const options = { ...COMMON_OPTIONS, ...own };
  return {
    id,
    summary,
    options,
    create(given = {}) {
      const values = resolveOptions(options, given);
      return new MadeSet(id, content(values), values);
    },
  };
}

class MadeSet implements SyntheticSet {
  readonly name: string;
  readonly description: string;
  readonly classNames: readonly string[];
  readonly sensor: Sensor;
  readonly memoryless: number;
  readonly recordings: readonly RecordingInfo[];
  readonly warnings = [];
  readonly #content: TaskContent;
  readonly #seed: number;
  readonly #trainCount: number;

  constructor(id: string, content: TaskContent, options: OptionValues<typeof COMMON_OPTIONS>) {
    const { description, classNames, sensor, memoryless } = content;
    this.name = id;
    this.description = `Simulated: ${description}`;
    this.classNames = classNames;
    this.sensor = sensor;
    this.memoryless = memoryless;
    this.#content = content;
    this.#seed = options.seed;
    this.#trainCount = options.trainPerClass * classNames.length;
    const part = (split: Split, count: number) =>
      Array.from({ length: count }, (_, k) => ({
        id: `${split}/${String(k).padStart(5, '0')}`,
        label: k % classNames.length,
        split,
        speaker: null,
      }));
    this.recordings = [
      ...part('train', this.#trainCount),
      ...part('test', options.testPerClass * classNames.length),
    ];
  }

  async read(recording: number): Promise<AddressEvents> {
    const { id, label } = this.recordings[recording]!;
    const ofSplit = recording < this.#trainCount ? recording : recording - this.#trainCount;
    const index = Math.floor(ofSplit / this.classNames.length);
    return this.#content.record(label, index, new Random(this.#seed, `${this.name}/${id}`));
  }

  async close(): Promise<void> {}
}
