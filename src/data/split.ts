/**
 * Divides samples in two, class by class, so that both sides see every class in the same measure:
 * the equal halves of the architecture search, and validation cuts.
 */
import { MotifsmithError } from '../core/errors.ts';
import type { Random } from '../core/random.ts';

/**
 * Draws `fraction` of each class into the first list and leaves the rest to the second; both keep
 * the order of `samples`. A class whose share is not whole is rounded, and the rounding error is
 * carried to the next class, so that the first list has fraction · n samples to within 1, and for
 * fraction ½ the classes of odd size alternate between the lists.
 *
 * @param fraction in (0, 1)
 * @param random drawn from once per class, in ascending order of label
 * @throws MotifsmithError `data` if a list would be empty, `usage` if the fraction is not in (0, 1)
 */
export function stratifiedSplit<Sample extends { readonly label: number }>(
  samples: readonly Sample[],
  fraction: number,
  random: Random,
): readonly [Sample[], Sample[]] {
  if (!(fraction > 0 && fraction < 1)) {
    throw new MotifsmithError('usage', `The share ${fraction} of a split is not between 0 and 1.`, {
      where: 'stratified split',
      remedy: 'Give a fraction such as 0.5.',
    });
  }
  const members = new Map<number, number[]>();
  samples.forEach((sample, index) => {
    const known = members.get(sample.label);
    if (known === undefined) members.set(sample.label, [index]);
    else known.push(index);
  });
  const inFirst = new Uint8Array(samples.length);
  let carried = 0;
  for (const label of [...members.keys()].sort((a, b) => a - b)) {
    const indices = members.get(label)!;
    const share = fraction * indices.length + carried;
    const taken = Math.min(indices.length, Math.max(0, Math.floor(share + 0.5)));
    carried = share - taken;
    const order = random.permutation(indices.length);
    for (let k = 0; k < taken; k++) inFirst[indices[order[k]!]!] = 1;
  }
  const first = samples.filter((_, index) => inFirst[index] === 1);
  const second = samples.filter((_, index) => inFirst[index] === 0);
  if (first.length === 0 || second.length === 0) {
    throw new MotifsmithError(
      'data',
      `A split of ${samples.length} samples at ${fraction} leaves one side empty.`,
      { where: 'stratified split', remedy: 'Use more samples or another fraction.' },
    );
  }
  return [first, second];
}
