/**
 * How soon a network knows: the class that it would answer if the recording ended now, at every step,
 * and the accuracy over a set of recordings if all were stopped after a given number.
 */
import type { Recording } from '../engine/engine.ts';
import { argmax } from '../model/supernet.ts';
import type { DecisionCurve } from './analysis.ts';

/** From this step on a network answers this class. */
export interface Decision {
  readonly steps: number;
  readonly decided: number;
}

/**
 * The answers of one recording, changes only, the first after one step. After t steps it is
 * argmax_o Σ_{k<t} a_o[k] (section 4 of the specification), the PSC by equation 1 in float64; after the
 * last step it is that of the engine's own scores, so that this and an evaluation cannot disagree.
 * @param steps T
 * @param tauSynapse τs, steps
 */
export function decisions(
  { spikes, scores: final }: Recording,
  steps: number,
  tauSynapse: number,
): Decision[] {
  const { offsets, neurons } = spikes.at(-1)!;
  const psc = new Float64Array(final.length);
  const scores = new Float64Array(final.length);
  const found: Decision[] = [];
  for (let t = 0; t < steps; t++) {
    for (let o = 0; o < psc.length; o++) psc[o]! *= 1 - 1 / tauSynapse;
    for (let s = offsets[t]!; s < offsets[t + 1]!; s++) psc[neurons[s]!]! += 1 / tauSynapse;
    for (let o = 0; o < psc.length; o++) scores[o]! += psc[o]!;
    const decided = argmax(t === steps - 1 ? final : scores);
    if (found.at(-1)?.decided !== decided) found.push({ steps: t + 1, decided });
  }
  return found;
}

/** Points of a curve. */
const POINTS = 25;

/** One recording: what it is, how long it is and what the network answered on the way. */
export interface DecidedSample {
  readonly label: number;
  /** T */
  readonly steps: number;
  readonly decisions: readonly Decision[];
}

/** Accuracy at up to 25 evenly spaced numbers of steps. @param samples at least one */
export function decisionCurve(samples: readonly DecidedSample[], stepMs: number): DecisionCurve {
  const longest = samples.reduce((most, { steps }) => Math.max(most, steps), 0);
  const count = Math.min(POINTS, longest);
  const steps = Array.from({ length: count }, (_, k) => Math.ceil(((k + 1) * longest) / count));
  const accuracy = steps.map((limit) => {
    const right = samples.filter(
      ({ label, decisions }) => decisions.findLast((d) => d.steps <= limit)!.decided === label,
    );
    return right.length / samples.length;
  });
  return { stepMs, steps, accuracy };
}
