/**
 * How soon a network knows: the class that it would answer if the recording ended now, at every step,
 * and the accuracy over a set of recordings if all were stopped after a given number.
 */
import type { EventSample } from '../data/events/sample.ts';
import type { Recording } from '../engine/engine.ts';
import { blueprint, isIntegrator, layerTauSynapse, segmentOf } from '../model/shape.ts';
import { argmax } from '../model/supernet.ts';
import type { TrainedModel } from '../training/network.ts';
import type { DecisionCurve } from './analysis.ts';

/** From this step on a network answers this class. */
export interface Decision {
  readonly steps: number;
  readonly decided: number;
}

/** What the output neurons contribute to the scores, step by step: [classes], which the next step changes. */
export type OutputTrace = (recording: Recording, sample: EventSample) => Iterable<Float64Array>;

/** a_o[t] by equation 1, in float64. @param tauSynapse τs, steps */
function spikingTrace(tauSynapse: number): OutputTrace {
  return function* ({ spikes, scores }) {
    const { offsets, neurons } = spikes.at(-1)!;
    const psc = new Float64Array(scores.length);
    for (let t = 0; t + 1 < offsets.length; t++) {
      for (let o = 0; o < psc.length; o++) psc[o]! *= 1 - 1 / tauSynapse;
      for (let s = offsets[t]!; s < offsets[t + 1]!; s++) psc[neurons[s]!]! += 1 / tauSynapse;
      yield psc;
    }
  };
}

/** u_o[t] of leaky integrators by equations 1 and 2, in float64, from the spikes of the layer before. */
function integratorTrace({ architecture, weights, neurons }: TrainedModel): OutputTrace {
  const { shape, layout } = blueprint(architecture);
  const last = shape.layers.length - 1;
  const tauSynapse = layerTauSynapse(shape, last);
  const { offset } = segmentOf(layout, last, 'feedforward')!;
  const { resistance, tau, bias } = neurons[last]!;
  return function* ({ spikes, scores }, sample) {
    const classes = scores.length;
    const [current, potential] = [new Float64Array(classes), new Float64Array(classes)];
    const before = spikes[last - 1];
    const [offsets, sources] = before
      ? [before.offsets, before.neurons]
      : [sample.offsets, sample.channels];
    for (let t = 0; t + 1 < offsets.length; t++) {
      for (let o = 0; o < classes; o++) {
        let input = bias?.[o] ?? 0;
        for (let s = offsets[t]!; s < offsets[t + 1]!; s++) {
          input += weights[offset + sources[s]! * classes + o]!;
        }
        current[o]! += (input - current[o]!) / tauSynapse;
        potential[o]! += (resistance[o]! * current[o]! - potential[o]!) / tau[o]!;
      }
      yield potential;
    }
  };
}

/** What the scores of a network add up. */
export function outputTrace(model: TrainedModel): OutputTrace {
  const { shape } = blueprint(model.architecture);
  return isIntegrator(shape, shape.layers.length - 1)
    ? integratorTrace(model)
    : spikingTrace(shape.tauSynapse);
}

/**
 * The answers of one recording, changes only, the first after one step. After t steps it is
 * argmax_o Σ_{k<t} a_o[k] (section 4 of the specification), or u_o[k] of leaky integrators; after the
 * last step it is that of the engine's own scores, so that this and an evaluation cannot disagree.
 */
export function decisions(
  recording: Recording,
  sample: EventSample,
  trace: OutputTrace,
): Decision[] {
  const final = recording.scores;
  const scores = new Float64Array(final.length);
  const found: Decision[] = [];
  let t = 0;
  for (const step of trace(recording, sample)) {
    for (let o = 0; o < step.length; o++) scores[o]! += step[o]!;
    t += 1;
    const decided = argmax(t === sample.steps ? final : scores);
    if (found.at(-1)?.decided !== decided) found.push({ steps: t, decided });
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
