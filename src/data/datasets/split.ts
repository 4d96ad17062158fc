/**
 * Divides samples in two, class by class, so that both sides have every class in the same proportion:
 * the equal halves of the architecture search, validation cuts, and held-out test samples. Samples of one
 * group stay on one side.
 */
import { MotifsmithError } from '../../core/errors.ts';
import type { Random } from '../../core/random.ts';
import { type SampleSource, subset } from '../events/sample-source.ts';
import { dealGroups, membersOf } from './deal.ts';

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
  const inFirst = new Uint8Array(labels.length);
  let carried = 0;
  for (const indices of membersOf(labels).values()) {
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

/**
 * As `stratifiedIndices`, but samples of one group stay together; both sides then have about their share.
 * @param groups [samples] number from 0; null if each sample stands alone
 * @throws MotifsmithError also `data` for one group alone, and if the second list would lack a class
 */
export function cutIndices(
  labels: ArrayLike<number>,
  groups: ArrayLike<number> | null,
  fraction: number,
  random: Random,
  setting?: string,
): readonly [Uint32Array, Uint32Array] {
  if (groups === null) return stratifiedIndices(labels, fraction, random, setting);
  const where = `${setting ?? 'stratified split'}, with data.split.group`;
  const fail = (problem: string, remedy: string): never => {
    throw new MotifsmithError('data', problem, { where, remedy });
  };
  const distinct = new Map(
    [...new Set(Array.from(groups))].map((group, number) => [group, number]),
  );
  if (distinct.size < 2) {
    fail(
      `All ${labels.length} samples are of one group, which cannot be divided.`,
      'Use recordings of more groups, or set data.split.group=null.',
    );
  }
  const numbered = Array.from(groups, (group) => distinct.get(group)!);
  const part = dealGroups(labels, numbered, [fraction, 1 - fraction], random);
  const all = Uint32Array.from(labels, (_, index) => index);
  const [first, second] = [0, 1].map((side) => all.filter((index) => part[index] === side));
  const left = new Set(Array.from(second!, (index) => labels[index]!));
  const lost = Array.from(labels).find((label) => !left.has(label));
  if (lost !== undefined) {
    fail(
      `Whole groups cannot be divided at ${fraction} without taking all samples of class ${lost} to one side.`,
      'Use a smaller fraction, or leave the class out (data.only).',
    );
  }
  return [first!, second!];
}

/** As `cutIndices`, as two views of a source. */
export function stratifiedSplit(
  samples: SampleSource,
  fraction: number,
  random: Random,
  setting?: string,
): readonly [SampleSource, SampleSource] {
  const every = (of: (k: number) => number) =>
    Uint32Array.from({ length: samples.length }, (_, k) => of(k));
  const labels = every((k) => samples.label(k));
  const groups = samples.group === undefined ? null : every((k) => samples.group!(k));
  const [first, second] = cutIndices(labels, groups, fraction, random, setting);
  return [subset(samples, first), subset(samples, second)];
}
