/**
 * Divides samples in two, class by class, so that both sides have every class in the same proportion:
 * the equal halves of the architecture search, validation cuts, and held-out test samples.
 */
import { MotifsmithError } from '../../core/errors.ts';
import type { Random } from '../../core/random.ts';
import { type SampleSource, subset } from '../events/sample-source.ts';

/**
 * Draws `fraction` of each class into the first list and leaves the rest to the second; both keep
 * the order of the samples. A class whose share is not whole is rounded, and the rounding error is
 * carried to the next class, so that the first list has fraction · n samples to within 1; at
 * fraction ½ the classes of odd size alternate between the lists.
 *
 * @param labels [samples] class of each sample
 * @param fraction in (0, 1)
 * @param random drawn from once per class, in ascending order of label
 * @param setting that gives the fraction, for messages
 * @returns the indices of both lists, ascending
 * @throws MotifsmithError `data` if a list would be empty, `usage` if the fraction is not in (0, 1)
 */
export function stratifiedIndices(
  labels: ArrayLike<number>,
  fraction: number,
  random: Random,
  setting = 'stratified split',
): readonly [Uint32Array, Uint32Array] {
  if (!(fraction > 0 && fraction < 1)) {
    throw new MotifsmithError(
      'usage',
      `The fraction ${fraction} of a split is not between 0 and 1.`,
      {
        where: setting,
        remedy: 'Give a fraction such as 0.5.',
      },
    );
  }
  const members = new Map<number, number[]>();
  for (let index = 0; index < labels.length; index++) {
    const known = members.get(labels[index]!);
    if (known === undefined) members.set(labels[index]!, [index]);
    else known.push(index);
  }
  const inFirst = new Uint8Array(labels.length);
  let carried = 0;
  for (const label of [...members.keys()].sort((a, b) => a - b)) {
    const indices = members.get(label)!;
    const share = fraction * indices.length + carried;
    const taken = Math.min(indices.length, Math.max(0, Math.floor(share + 0.5)));
    carried = share - taken;
    const order = random.permutation(indices.length);
    for (let k = 0; k < taken; k++) inFirst[indices[order[k]!]!] = 1;
  }
  const all = Uint32Array.from(labels, (_, index) => index);
  const first = all.filter((index) => inFirst[index] === 1);
  const second = all.filter((index) => inFirst[index] === 0);
  if (first.length === 0 || second.length === 0) {
    throw new MotifsmithError(
      'data',
      `A split of ${labels.length} samples at ${fraction} leaves one side empty.`,
      { where: setting, remedy: 'Use more samples or another fraction.' },
    );
  }
  return [first, second];
}

/** As `stratifiedIndices`, as two views of a source. */
export function stratifiedSplit(
  samples: SampleSource,
  fraction: number,
  random: Random,
  setting?: string,
): readonly [SampleSource, SampleSource] {
  const labels = Uint32Array.from({ length: samples.length }, (_, k) => samples.label(k));
  const [first, second] = stratifiedIndices(labels, fraction, random, setting);
  return [subset(samples, first), subset(samples, second)];
}
