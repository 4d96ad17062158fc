/**
 * Reads events of a run's record. They come from files of any version and from streams that may have
 * been cut: what does not have the expected form is left out, never guessed.
 */
import type { MetricsEvent } from '../../api.ts';

type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function finite(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A list of numbers, or null if one of them is none. */
export function numbers(value: unknown): number[] | null {
  if (!Array.isArray(value)) return null;
  return value.every((entry) => finite(entry) !== null) ? (value as number[]) : null;
}

/** Loss and accuracy. */
export interface Measured {
  readonly loss: number;
  readonly accuracy: number;
}

export function measured(value: unknown): Measured | null {
  if (!isFields(value)) return null;
  const [loss, accuracy] = [finite(value.loss), finite(value.accuracy)];
  return loss === null || accuracy === null ? null : { loss, accuracy };
}

/** How many of a layer's neurons have which value, as a probe wrote it down. */
export interface Histogram {
  readonly from: number;
  readonly to: number;
  readonly counts: readonly number[];
  readonly mean: number;
}

export function histogram(value: unknown): Histogram | null {
  if (!isFields(value)) return null;
  const [from, to, mean] = [finite(value.from), finite(value.to), finite(value.mean)];
  const counts = numbers(value.counts);
  if (from === null || to === null || mean === null || !counts || counts.length === 0) return null;
  return { from, to, counts, mean };
}

/** Weighs up the candidate sizes of a layer, as iterations and epochs of a search write it. */
export interface SizeFigures {
  readonly layer: number;
  readonly sizes: readonly number[];
  readonly probabilities: readonly number[];
}

export function sizeFigures(event: MetricsEvent): SizeFigures[] {
  return list(event.layers).flatMap((value) => {
    if (!isFields(value)) return [];
    const [sizes, probabilities] = [numbers(value.sizes), numbers(value.sizeProbabilities)];
    const layer = finite(value.layer);
    if (layer === null || !sizes || sizes.length !== probabilities?.length) return [];
    return [{ layer, sizes, probabilities }];
  });
}

/** Probabilities of the connection types of one layer and motif size. */
export interface TypeFigures {
  readonly layer: number;
  readonly size: number;
  /** [v² + 2v][3] exc, inh, none at each position, in the order of `typesByPosition`. */
  readonly types: Float32Array;
}

export function typeFigures(event: MetricsEvent): TypeFigures[] {
  return list(event.types).flatMap((value) => {
    if (!isFields(value)) return [];
    const layer = finite(value.layer);
    if (layer === null) return [];
    return list(value.sizes).flatMap((candidate) => {
      if (!isFields(candidate)) return [];
      const size = finite(candidate.size);
      const rows = list(candidate.probabilities);
      if (size === null || size < 1 || rows.length !== size * size + 2 * size) return [];
      const types = new Float32Array(3 * rows.length);
      for (const [k, row] of rows.entries()) {
        const three = numbers(row);
        if (three?.length !== 3) return [];
        types.set(three, 3 * k);
      }
      return [{ layer, size, types }];
    });
  });
}
