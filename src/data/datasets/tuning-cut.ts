/**
 * Samples to choose settings by: a part of the training samples takes the place of the test samples. Whatever is
 * given such a data set has no way to the test samples, so no choice can depend on them.
 */
import { Random } from '../../core/random.ts';
import type { Dataset } from './dataset.ts';
import { namedDigest } from './fingerprint.ts';
import { stratifiedSplit } from './split.ts';

/**
 * @param fraction of the training samples, in (0, 1), class by class; groups stay together
 * @returns the data set without its test samples, and with a fingerprint of its own
 * @throws MotifsmithError `data` if one side would be empty
 */
export async function tuningCut(dataset: Dataset, fraction: number): Promise<Dataset> {
  const { description, train, fingerprint } = dataset;
  // The cut is part of the data, not of chance: it is the same for every seed.
  const random = new Random(0, 'tuning');
  const [heldOut, rest] = stratifiedSplit(train, fraction, random, 'data.tuningFraction');
  const text = `${fingerprint}, ${fraction} of the training samples for tuning`;
  return {
    ...dataset,
    description: `${description} For choosing settings: ${heldOut.length} of its ${train.length} training samples take the place of the test samples.`,
    train: rest,
    test: heldOut,
    fingerprint: await namedDigest(new TextEncoder().encode(text)),
  };
}
