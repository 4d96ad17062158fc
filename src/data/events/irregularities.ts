/**
 * Violations of their format that recordings from real programs contain: time that steps back, events
 * outside the sensor, a truncated last record. Such recordings are read as far as possible; every
 * irregularity is counted by kind, and the counts of a set are printed once. `data.strict` refuses them.
 */

/** The kinds, with the unit of their size; null where they have none. */
export const IRREGULARITY_UNITS = {
  /** Events that are earlier than one before them, by how much; put in order of time. */
  timeBack: 'µs',
  /** Events of a stream that come after their step was decided, by how much; dropped. */
  lateEvent: 'µs',
  /** Events of pixels that the sensor does not have; dropped. */
  outsideSensor: null,
  /** Words of a type that the format does not have; skipped. */
  unknownWord: null,
  /** Events that cannot be placed, as what they refer to is missing; dropped. */
  unplacedEvent: null,
  /** Polarities of −1, as some programs write OFF; read as 0. */
  negativePolarity: null,
  /** Events of a polarity that is neither OFF nor ON; dropped. */
  unknownPolarity: null,
  /** Events of which a value is not a number, or not one that an event can have; dropped. */
  unreadableEvent: null,
  /** Bytes at the end of a file that are not a whole record; left out. */
  cutTail: 'bytes',
  /** Sizes in headers that contradict the file, as streaming programs leave them; not used. */
  wrongSize: null,
  /** Bytes behind the recording that do not belong to it; left out. */
  strayBytes: 'bytes',
  /** Chunks of odd length without the byte that should fill them up. */
  missingPadding: null,
  /** Counts in packets that contradict their events. */
  wrongCount: null,
} as const;

/** A kind of irregularity. */
export type IrregularityKind = keyof typeof IRREGULARITY_UNITS;

/** All kinds, in the order in which they are listed. */
export const IRREGULARITY_KINDS = Object.keys(IRREGULARITY_UNITS) as [
  IrregularityKind,
  ...IrregularityKind[],
];

/** One kind of irregularity in one recording. */
export interface Irregularity {
  readonly kind: IrregularityKind;
  readonly count: number;
  /** The largest one, in the unit of its kind; 0 where it has none. */
  readonly largest: number;
  /** File and byte of the first. */
  readonly where: string;
}

/** One kind of irregularity in a set. */
export interface IrregularityTotal extends Irregularity {
  /** How many recordings have some. */
  readonly recordings: number;
}

/** Adds up irregularities by kind. */
export class IrregularityTally {
  readonly #totals = new Map<IrregularityKind, IrregularityTotal>();

  add({ kind, count, largest, where }: Irregularity): void {
    const before = this.#totals.get(kind);
    this.#totals.set(kind, {
      kind,
      count: (before?.count ?? 0) + count,
      largest: Math.max(before?.largest ?? 0, largest),
      where: before?.where ?? where,
      recordings: (before?.recordings ?? 0) + 1,
    });
  }

  /** In the order of `IRREGULARITY_KINDS`. */
  get totals(): IrregularityTotal[] {
    return IRREGULARITY_KINDS.flatMap((kind) => this.#totals.get(kind) ?? []);
  }
}
