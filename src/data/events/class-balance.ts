/** How even classes are: where some are rare, a network may do well by never choosing them. */
import type { SampleSource } from './sample-source.ts';

/** From here on classes are uneven: the most frequent has this many times the samples of the rarest. */
const UNEVEN = 2;
/** Rare classes that a message names. */
const MOST_NAMED = 5;

/** Samples of each class. @param classes their number; labels are 0 … classes − 1 */
export function classCounts(samples: SampleSource, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (let k = 0; k < samples.length; k++) counts[samples.label(k)]! += 1;
  return counts;
}

/** Whether the classes that occur are uneven. @param counts samples of each class */
export function areUneven(counts: readonly number[]): boolean {
  const present = counts.filter((count) => count > 0);
  const least = present.reduce((a, b) => Math.min(a, b), Infinity);
  return present.reduce((a, b) => Math.max(a, b), 0) >= UNEVEN * least;
}

/**
 * `"no" has 120 samples, but "yes" 12 and "go" 20`, the rarest first.
 * @returns null if the classes are even
 */
export function unevenText(
  counts: readonly number[],
  classNames: readonly string[],
): string | null {
  if (!areUneven(counts)) return null;
  const classes = counts
    .map((count, label) => ({ count, name: JSON.stringify(classNames[label] ?? String(label)) }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => a.count - b.count);
  const most = classes.at(-1)!;
  const rare = classes.filter(({ count }) => UNEVEN * count <= most.count);
  const named = rare.slice(0, MOST_NAMED).map(({ name, count }) => `${name} ${count}`);
  const rest = rare.length - named.length;
  const list = [...named, ...(rest > 0 ? [`${rest} more classes`] : [])];
  const words = list.length === 1 ? list[0] : `${list.slice(0, -1).join(', ')} and ${list.at(-1)}`;
  return `${most.name} has ${most.count} samples, but ${words}`;
}
