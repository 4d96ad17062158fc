/**
 * Comparing what an engine computed with what a conformance case expects. Spikes must agree exactly;
 * losses, scores and states within 1e-4·(1 + |expected|); gradients within 1e-3 of the largest entry
 * of the same array. Every expected field is either compared or reported as a failure.
 */
import type { SpikeTrain } from '../engine/engine.ts';
import type { EdgePattern } from '../model/edges.ts';
import { edgeIndex } from '../model/edges.ts';
import type { Field } from './json.ts';

const STATE_TOLERANCE = 1e-4;
const GRADIENT_TOLERANCE = 1e-3;
/** Case files have twelve decimals: a 0 in them may be anything below this. */
const FILE_PRECISION = 1e-12;

/** The result for one expected field. */
export interface FieldReport {
  /** Top-level path under `expected`, e.g. `grad_hidden_weights` or `window.R`. */
  readonly field: string;
  readonly passed: boolean;
  /** Largest error as a fraction of its tolerance: at most 1 passes. For spikes, how many differ. */
  readonly relativeError: number;
  /** The same entry's |computed − expected|. */
  readonly absoluteError: number;
  /** Full path of that entry. */
  readonly worst: string;
  /** What is wrong, where it is not a number: a shape, a name, a connection. */
  readonly problem: string | null;
}

/** Collects the errors of one expected field. */
export class Comparison {
  readonly #field: string;
  #relative = 0;
  #absolute = 0;
  #worst: string;
  #problem: string | null = null;

  constructor(field: string) {
    this.#field = field;
    this.#worst = field;
  }

  /** Notes a difference that no tolerance excuses. */
  mismatch(path: string, problem: string): void {
    this.#problem ??= `${path}: ${problem}`;
    this.note(path, Infinity, Infinity);
  }

  /** Notes an error; the largest relative one is kept. NaN counts as infinite. */
  note(path: string, absolute: number, tolerance: number): void {
    const ratio = absolute === 0 ? 0 : absolute / tolerance;
    const relative = Number.isNaN(ratio) ? Infinity : ratio;
    if (relative > this.#relative) {
      this.#relative = relative;
      this.#absolute = absolute;
      this.#worst = path;
    }
  }

  report(): FieldReport {
    return {
      field: this.#field,
      passed: this.#relative <= 1 && this.#problem === null,
      relativeError: this.#relative,
      absoluteError: this.#absolute,
      worst: this.#worst,
      problem: this.#problem,
    };
  }

  /** The expected list, if it has the length computed. */
  list(expected: Field, length: number): Field[] {
    const found = expected.list();
    if (found.length === length) return found;
    this.mismatch(expected.path, `expected has ${found.length} entries, computed ${length}`);
    return [];
  }

  state(expected: Field, actual: number): void {
    const wanted = expected.number();
    const tolerance = STATE_TOLERANCE * (1 + Math.abs(wanted));
    this.note(expected.path, Math.abs(actual - wanted), tolerance);
  }

  states(expected: Field, actual: ArrayLike<number>): void {
    this.list(expected, actual.length).forEach((entry, k) => {
      this.state(entry, actual[k]!);
    });
  }

  /** One gradient array of any shape, flattened: expected entries and computed numbers, in order. */
  gradientEntries(entries: readonly Field[], actual: ArrayLike<number>): void {
    const wanted = entries.map((entry) => entry.number());
    const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    wanted.forEach((value, k) => {
      const error = Math.abs(actual[k]! - value);
      this.note(entries[k]!.path, error, GRADIENT_TOLERANCE * largest + FILE_PRECISION);
    });
  }

  gradient(expected: Field, actual: ArrayLike<number>): void {
    this.gradientEntries(this.list(expected, actual.length), actual);
  }

  /** Whole numbers, alone or in lists of any depth, exactly. */
  exact(expected: Field, actual: unknown): void {
    const [wanted, found] = [JSON.stringify(expected.value), JSON.stringify(actual)];
    if (wanted !== found) this.mismatch(expected.path, `expected ${wanted}, computed ${found}`);
  }

  /** [rows][columns], computed numbers row by row; the largest entry is that of all rows. */
  gradientMatrix(expected: Field, rows: number, columns: number, actual: ArrayLike<number>): void {
    const entries = this.list(expected, rows).flatMap((row) => this.list(row, columns));
    if (entries.length === rows * columns) this.gradientEntries(entries, actual);
  }

  /** Expected triples matched to edges: exactly the edges that `included` names, in any order. */
  #edgeEntries(
    expected: Field,
    edges: EdgePattern,
    included: (e: number) => boolean,
  ): { entries: Field[]; order: number[] } | null {
    const triples = expected.triples();
    const order = triples.map(({ target, source }) =>
      target < edges.neurons ? edgeIndex(edges, target, source) : -1,
    );
    const seen = new Set<number>();
    const bad = order.findIndex((e) => e < 0 || !included(e) || seen.size === seen.add(e).size);
    if (bad >= 0) {
      this.mismatch(triples[bad]!.field.path, 'no such connection, or listed twice');
      return null;
    }
    const count = [...edges.sources.keys()].filter(included).length;
    if (order.length !== count) {
      this.mismatch(expected.path, `expected lists ${order.length} connections of ${count}`);
      return null;
    }
    return { entries: triples.map(({ field }) => field.list(3)[2]!), order };
  }

  edgeStates(expected: Field, edges: EdgePattern, actual: ArrayLike<number>): void {
    const matched = this.#edgeEntries(expected, edges, () => true);
    matched?.entries.forEach((entry, k) => {
      this.state(entry, actual[matched.order[k]!]!);
    });
  }

  edgeGradient(
    expected: Field,
    edges: EdgePattern,
    included: (e: number) => boolean,
    actual: ArrayLike<number>,
  ): void {
    const matched = this.#edgeEntries(expected, edges, included);
    if (!matched) return;
    this.gradientEntries(
      matched.entries,
      matched.order.map((e) => actual[e]!),
    );
  }

  /** Spikes of one sample, exactly: a list of [step, neuron]. */
  spikes(expected: Field, { offsets, neurons }: SpikeTrain): void {
    const wanted = expected.list().map((event) => {
      const [t, i] = event.list(2).map((entry) => entry.integer());
      return `[${t}, ${i}]`;
    });
    const found: string[] = [];
    for (let t = 0; t + 1 < offsets.length; t++) {
      for (const i of neurons.subarray(offsets[t]!, offsets[t + 1]!)) found.push(`[${t}, ${i}]`);
    }
    this.#sameEntries(expected.path, wanted, found);
  }

  /** Pairs of numbers in any order, exactly. @param found each as `[1, 2]` */
  pairs(expected: Field, found: readonly string[]): void {
    const wanted = expected.list().map((pair) => {
      const [a, b] = pair.list(2).map((entry) => entry.integer());
      return `[${a}, ${b}]`;
    });
    this.#sameEntries(expected.path, wanted, found, 'pairs');
  }

  /** Spikes of one channel, exactly: a list of sample indices. */
  times(expected: Field, actual: Uint32Array): void {
    const wanted = expected.list().map((entry) => String(entry.integer()));
    this.#sameEntries(expected.path, wanted, Array.from(actual, String));
  }

  /** Counts the entries that only one side has. */
  #sameEntries(
    path: string,
    wanted: readonly string[],
    found: readonly string[],
    what = 'spikes',
  ): void {
    const [inWanted, inFound] = [new Set(wanted), new Set(found)];
    const missing = wanted.filter((spike) => !inFound.has(spike));
    const extra = found.filter((spike) => !inWanted.has(spike));
    const differing = missing.length + extra.length;
    if (differing === 0) return;
    const first = missing[0] ? `${missing[0]} is missing` : `${extra[0]} should not be there`;
    this.#problem ??= `${path}: ${differing} ${what} differ; ${first}`;
    this.note(path, differing, 1);
  }
}

/** How to compare each expected field. */
export type FieldChecks = { readonly [field: string]: (to: Comparison, expected: Field) => void };

/** Compares every field under `expected`; a field without a check fails by name. */
export function compareFields(expected: Field, checks: FieldChecks, prefix = ''): FieldReport[] {
  return expected.keys().map((name) => {
    const comparison = new Comparison(prefix + name);
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (check) check(comparison, expected.get(name));
    else comparison.mismatch(prefix + name, 'this field is unknown, so it cannot be checked');
    return comparison.report();
  });
}
