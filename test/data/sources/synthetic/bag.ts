/**
 * A read-out without memory, as strong as a test can afford: many nonlinear functions of the events
 * of one step, each added up over all steps, and a Gaussian classifier with a full covariance on
 * the sums. What it cannot learn, no network without memory is likely to.
 */
import { Random } from '../../../../src/core/random.ts';
import { channelCount } from '../../../../src/data/events/address-events.ts';
import { type Recorded, stepsOf } from './helpers.ts';

const UNITS = 24;

/** [recordings][units] sums of random threshold units over the steps of each recording. */
function bagFeatures(recordings: readonly Recorded[], stepMs: number): Float64Array[] {
  const random = new Random(1, 'bag');
  const channels = channelCount(recordings[0]!.events.sensor);
  const weights = Array.from({ length: UNITS }, () =>
    Float64Array.from({ length: channels }, () => random.normal()),
  );
  const thresholds = Array.from({ length: UNITS }, (_, u) => (u % 4) * 0.7);
  return recordings.map(({ events }) => {
    const sums = new Float64Array(UNITS);
    for (const step of stepsOf(events, stepMs)) {
      for (let u = 0; u < UNITS; u++) {
        let drive = -thresholds[u]!;
        for (const channel of step) drive += weights[u]![channel]!;
        if (drive > 0) sums[u]! += u % 2 === 0 ? 1 : drive;
      }
    }
    return sums;
  });
}

/** Share of the test recordings that the classifier, fitted to the others, gets right. */
export function bagAccuracy(recordings: readonly Recorded[], stepMs: number): number {
  const features = bagFeatures(recordings, stepMs);
  const train = recordings.flatMap(({ split }, k) => (split === 'train' ? [k] : []));
  const test = recordings.flatMap(({ split }, k) => (split === 'test' ? [k] : []));
  const classes = 1 + Math.max(...recordings.map(({ label }) => label));
  const means = Array.from({ length: classes }, (_, label) => {
    const own = train.filter((k) => recordings[k]!.label === label);
    return Float64Array.from({ length: UNITS }, (_, u) =>
      own.reduce((sum, k) => sum + features[k]![u]! / own.length, 0),
    );
  });
  const covariance = Array.from({ length: UNITS }, (_, u) =>
    Float64Array.from({ length: UNITS }, (_, v) => {
      const deviation = (k: number, unit: number) =>
        features[k]![unit]! - means[recordings[k]!.label]![unit]!;
      const sum = train.reduce((total, k) => total + deviation(k, u) * deviation(k, v), 0);
      return sum / train.length + (u === v ? 1e-3 : 0);
    }),
  );
  const directions = means.map((mean) => solve(covariance, mean));
  const right = test.filter((k) => {
    const scores = means.map((mean, label) =>
      mean.reduce(
        (sum, value, u) => sum + directions[label]![u]! * (features[k]![u]! - value / 2),
        0,
      ),
    );
    return scores.indexOf(Math.max(...scores)) === recordings[k]!.label;
  });
  return right.length / test.length;
}

/** Solves A x = b for symmetric positive definite A, by Gauss without pivoting. */
function solve(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const a = matrix.map((row) => row.slice());
  const b = right.slice();
  const n = b.length;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const factor = a[j]![i]! / a[i]![i]!;
      for (let k = i; k < n; k++) a[j]![k]! -= factor * a[i]![k]!;
      b[j]! -= factor * b[i]!;
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) b[i]! -= a[i]![j]! * b[j]!;
    b[i]! /= a[i]![i]!;
  }
  return b;
}
