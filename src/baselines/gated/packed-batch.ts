/**
 * Samples of different lengths side by side, without padding: the longest come first, so those that are still running
 * at step t are the first `running[t]`, and the rows of a step follow those of the step before.
 */
import type { EventSample } from '../../data/events/sample.ts';
import type { Sampling } from './layout.ts';

/** A batch of B samples in T steps; a row is one step of one sample. */
export interface PackedBatch {
  /** [B] samples, the longest first; equals in the order given. */
  readonly samples: readonly EventSample[];
  /** [B] place of each of `samples` in the batch as given. */
  readonly places: readonly number[];
  /** [B] steps that are seen of each of `samples`. */
  readonly lengths: readonly number[];
  /** [T] how many samples are running. */
  readonly running: Uint32Array;
  /** [T + 1] first row of each step; the last is the number of rows. */
  readonly firstRow: Uint32Array;
  /** [rows] the step of the sample's own time that the row stands for. */
  readonly times: Uint32Array;
}

/** Steps with events, or the first if there are none. */
function stepsWithEvents({ steps, offsets }: EventSample): number[] {
  const seen = Array.from({ length: steps }, (_, t) => t).filter(
    (t) => offsets[t + 1]! > offsets[t]!,
  );
  return seen.length === 0 ? [0] : seen;
}

/** Lays a batch out. @param sampling whether steps without events are left out */
export function packBatch(given: readonly EventSample[], sampling: Sampling): PackedBatch {
  const seen = given.map((sample) =>
    sampling === 'events'
      ? stepsWithEvents(sample)
      : Array.from({ length: sample.steps }, (_, t) => t),
  );
  const places = given.map((_, b) => b).sort((a, b) => seen[b]!.length - seen[a]!.length || a - b);
  const lengths = places.map((b) => seen[b]!.length);
  const steps = lengths[0] ?? 0;
  const running = Uint32Array.from(
    { length: steps },
    (_, t) => lengths.filter((length) => length > t).length,
  );
  const firstRow = new Uint32Array(steps + 1);
  running.forEach((count, t) => {
    firstRow[t + 1] = firstRow[t]! + count;
  });
  const times = new Uint32Array(firstRow[steps]!);
  for (let t = 0; t < steps; t++) {
    for (let p = 0; p < running[t]!; p++) times[firstRow[t]! + p] = seen[places[p]!]![t]!;
  }
  return { samples: places.map((b) => given[b]!), places, lengths, running, firstRow, times };
}
