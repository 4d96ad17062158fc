/** k-fold cross-validation: every recording is in the test of exactly one fold. */
import { MotifsmithError } from '../../core/errors.ts';
import { Random } from '../../core/random.ts';
import { dealGroups, dealSamples, membersOf } from './deal.ts';

interface FoldOptions {
  readonly folds: number;
  readonly seed: number;
}

const AT_FOLDS = 'data.split.folds';

/**
 * @param labels [recordings]
 * @param groups [recordings] that stay together; null if none do
 * @returns [recordings] fold from 0
 * @throws MotifsmithError `data` unless every fold has recordings of every class
 */
export function foldsOf(
  labels: readonly number[],
  groups: Uint32Array | null,
  { folds, seed }: FoldOptions,
  classNames: readonly string[],
): Uint32Array {
  requireEnough(labels, groups, folds, classNames);
  const random = new Random(seed, 'folds');
  const shares = Array.from({ length: folds }, () => 1 / folds);
  const fold =
    groups === null
      ? dealSamples(labels, folds, random)
      : dealGroups(labels, groups, shares, random);
  const members = membersOf(labels);
  for (const [label, name] of classNames.entries()) {
    const present = new Set(members.get(label)!.map((k) => fold[k]!));
    const lacking = shares.findIndex((_, k) => !present.has(k));
    if (lacking < 0) continue;
    throw new MotifsmithError(
      'data',
      `Fold ${lacking + 1} of ${folds} has no recording of class ${JSON.stringify(name)}.`,
      {
        where: AT_FOLDS,
        remedy: 'Use fewer folds or another data.split.seed, or leave the class out (data.only).',
      },
    );
  }
  return fold;
}

/** What has to be spread over the folds must be there as often as there are folds. */
function requireEnough(
  labels: readonly number[],
  groups: Uint32Array | null,
  folds: number,
  classNames: readonly string[],
): void {
  const distinct = (members: readonly number[]) =>
    groups === null ? members.length : new Set(members.map((k) => groups[k]!)).size;
  const all = distinct(labels.map((_, k) => k));
  const members = membersOf(labels);
  const of = classNames.map((_, label) => distinct(members.get(label) ?? []));
  const fewest = of.reduce((least, count) => Math.min(least, count), all);
  if (fewest >= folds) return;
  const scarce = of.findIndex((count) => count < folds);
  const subject = scarce < 0 ? 'The set' : `Class ${JSON.stringify(classNames[scarce])}`;
  const count = scarce < 0 ? all : of[scarce]!;
  const what = `${groups === null ? 'recording' : 'group'}${count === 1 ? '' : 's'}`;
  throw new MotifsmithError('data', `${subject} has ${count} ${what}, fewer than ${folds} folds.`, {
    where: AT_FOLDS,
    remedy:
      fewest < 2
        ? 'Add recordings, or leave the class out (data.only).'
        : `Set it to at most ${fewest}${scarce < 0 ? '' : ', or leave the class out (data.only)'}.`,
  });
}
