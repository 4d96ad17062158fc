/** What the intervals of accuracies are, the same words wherever one is shown, and what few samples mean for them. */
import { count, percentNumber } from './format.ts';

export const INTERVALS = {
  /** Of a mean over seeds, or of differences between methods by seed. */
  seeds: 'by Student’s t over the seeds',
  /** Of a mean over folds, whose training samples overlap. */
  folds:
    'by the corrected resampled t (Nadeau and Bengio 2003), the training samples of folds overlapping',
  /** Of one run, over the samples of its test. */
  samples: 'by Wilson’s score over the test samples',
} as const;

/** Below this, a test says little about a single run: at an accuracy of 90 %, 200 samples leave 4 points either way. */
const FEW_SAMPLES = 200;

/** The warning for a small test; nothing for one that is large enough. @param name of the data */
export const fewSamplesText = (samples: number | null, name: string): string[] =>
  samples === null || samples >= FEW_SAMPLES
    ? []
    : [
        `The test of ${name} is small: with ${count(samples)} samples, one is ${percentNumber(1 / samples)} points, and differences of a few points say little.`,
      ];
