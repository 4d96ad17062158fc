/**
 * Reading a conformance case: a cursor into parsed JSON that knows its path, so that what is missing
 * or malformed is reported by file and field.
 */
import { MotifsmithError } from '../core/errors.ts';
import { isRecord } from '../core/json.ts';
import { LIMITS } from '../core/limits.ts';
import { type EventSample, sampleFromEvents } from '../data/events/sample.ts';
import type { SpikeTrain } from '../engine/engine.ts';

/** A value somewhere in a case file. All readers throw MotifsmithError (`data`) if it does not fit. */
export class Field {
  readonly value: unknown;
  readonly path: string;
  readonly file: string;

  constructor(value: unknown, path: string, file: string) {
    this.value = value;
    this.path = path;
    this.file = file;
  }

  refuse(wanted: string): never {
    const found = JSON.stringify(this.value) ?? 'nothing';
    throw new MotifsmithError(
      'data',
      `Expected ${wanted}, found ${found.length > 60 ? `${found.slice(0, 57)}...` : found}.`,
      {
        where: `${this.file}: ${this.path || '(top)'}`,
        remedy: 'Correct the case file; its format is that of the conformance cases.',
      },
    );
  }

  /** Member of an object; it may be absent, which the next reader refuses. */
  get(name: string): Field {
    if (!isRecord(this.value)) this.refuse('an object');
    return new Field(this.value[name], this.path ? `${this.path}.${name}` : name, this.file);
  }

  /** Absent or null. */
  get isMissing(): boolean {
    return this.value === undefined || this.value === null;
  }

  /** Names of an object's members. */
  keys(): string[] {
    if (!isRecord(this.value)) this.refuse('an object');
    return Object.keys(this.value);
  }

  /** The same object without some of its members. */
  without(...names: string[]): Field {
    const kept = this.keys().filter((name) => !names.includes(name));
    const members = Object.fromEntries(kept.map((name) => [name, this.get(name).value]));
    return new Field(members, this.path, this.file);
  }

  number(): number {
    if (typeof this.value !== 'number' || !Number.isFinite(this.value)) this.refuse('a number');
    return this.value as number;
  }

  /** A whole number of at least `least`. */
  integer(least = 0): number {
    const value = this.number();
    if (!Number.isSafeInteger(value) || value < least) {
      this.refuse(`a whole number of at least ${least}`);
    }
    return value;
  }

  /** How many there are of something that is computed one by one; at least 1. */
  count(): number {
    const value = this.integer(1);
    if (value > LIMITS.caseCount) this.refuse(`at most ${LIMITS.caseCount}`);
    return value;
  }

  oneOf<T extends string>(choices: readonly T[]): T {
    if (!choices.includes(this.value as T)) this.refuse(`one of ${choices.join(', ')}`);
    return this.value as T;
  }

  /** Elements of a list, of the given length if one is given. */
  list(length?: number): Field[] {
    const { value } = this;
    if (!Array.isArray(value)) this.refuse('a list');
    if (length !== undefined && value.length !== length) {
      this.refuse(`a list of ${length}, not of ${value.length}`);
    }
    return value.map((element, k) => new Field(element, `${this.path}[${k}]`, this.file));
  }

  numbers(length?: number): Float64Array {
    return Float64Array.from(this.list(length), (element) => element.number());
  }

  /** One number for all, or a list of one each. */
  numberOrNumbers(length: number): Float64Array {
    if (Array.isArray(this.value)) return this.numbers(length);
    return new Float64Array(length).fill(this.number());
  }

  /** One count for all, or a list of one each; at least 1. */
  counts(length: number): number[] {
    if (Array.isArray(this.value)) return this.list(length).map((element) => element.count());
    return new Array<number>(length).fill(this.count());
  }

  /** [rows][columns] */
  matrix(rows: number, columns: number): Float64Array[] {
    return this.list(rows).map((row) => row.numbers(columns));
  }

  /** `[target, source, value]` triples. */
  triples(): { target: number; source: number; value: number; field: Field }[] {
    return this.list().map((field) => {
      const [target, source, value] = field.list(3) as [Field, Field, Field];
      return { target: target.integer(), source: source.integer(), value: value.number(), field };
    });
  }

  /** `[step, index]` events as two lists. */
  events(steps: number, indices: number): { times: number[]; indices: number[] } {
    const pairs = this.list().map((event) => {
      const [time, index] = event.list(2) as [Field, Field];
      if (time.integer() >= steps) time.refuse(`a step below ${steps}`);
      if (index.integer() >= indices) index.refuse(`an index below ${indices}`);
      return [time.integer(), index.integer()] as const;
    });
    return { times: pairs.map(([time]) => time), indices: pairs.map(([, index]) => index) };
  }
}

/** The batch of a case: one event list and one label for each sample. */
export function readSamples(
  spikes: Field,
  labels: Field,
  steps: Field,
  inputs: number,
  classes: number,
): EventSample[] {
  const lists = spikes.list();
  if (lists.length === 0) spikes.refuse('at least one sample');
  const lengths = steps.counts(lists.length);
  const classOf = labels.list(lists.length).map((label) => {
    if (label.integer() >= classes) label.refuse(`a class below ${classes}`);
    return label.integer();
  });
  return lists.map((list, b) => {
    const { times, indices } = list.events(lengths[b]!, inputs);
    return sampleFromEvents(lengths[b]!, times, indices, classOf[b]!);
  });
}

/** A list of `[step, neuron]` events as a spike train. */
export function readTrain(spikes: Field, steps: number, neurons: number): SpikeTrain {
  const { times, indices } = spikes.events(steps, neurons);
  const { offsets, channels } = sampleFromEvents(steps, times, indices, 0);
  return { offsets, neurons: channels };
}
