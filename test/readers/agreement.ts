/** How far a reader's output spikes, and the classes that follow from them, agree with ours. */
import { argmax } from '../../src/model/supernet.ts';
import type { Network, Pairs } from './networks.ts';

export interface Agreement {
  /** Ours. */
  readonly spikes: number;
  readonly theirs: number;
  /** Spikes that only one of the two has. */
  readonly different: number;
  readonly samples: number;
  readonly sameClass: number;
}

/** The class by the decision rule that the exported files state. */
function classOf(spikes: Pairs, steps: number, { outputs, tauSynapse }: Network): number {
  const psc = new Float64Array(outputs);
  const scores = new Float64Array(outputs);
  let next = 0;
  for (let t = 0; t < steps; t++) {
    for (let o = 0; o < outputs; o++) psc[o]! *= 1 - 1 / tauSynapse;
    for (; spikes[next]?.[0] === t; next++) psc[spikes[next]![1]]! += 1 / tauSynapse;
    for (let o = 0; o < outputs; o++) scores[o]! += psc[o]!;
  }
  return argmax(scores);
}

/** How far a reader's scores agree with ours where output neurons only integrate. */
export interface ScoreAgreement {
  readonly samples: number;
  readonly sameClass: number;
  /** Largest difference of a score, as a share of the largest of its sample. */
  readonly difference: number;
}

/** @param found [samples][outputs] sums of potentials */
export function scoreAgreement(
  { scores }: Network,
  found: readonly (readonly number[])[],
): ScoreAgreement {
  let [sameClass, difference] = [0, 0];
  scores.forEach((ours, s) => {
    const theirs = found[s]!;
    if (argmax(ours) === argmax(theirs)) sameClass++;
    const scale = Math.max(...ours.map(Math.abs));
    ours.forEach((score, o) => {
      difference = Math.max(difference, Math.abs(score - theirs[o]!) / scale);
    });
  });
  return { samples: scores.length, sameClass, difference };
}

/** @param found output spikes of each sample, in the order of the steps */
export function agreement(network: Network, found: readonly Pairs[]): Agreement {
  const key = ([step, neuron]: readonly [number, number]) => step * network.outputs + neuron;
  let [spikes, theirSpikes, different, sameClass] = [0, 0, 0, 0];
  network.spikes.forEach((ours, s) => {
    const theirs = found[s]!;
    const own = new Set(ours.map(key));
    // A reader may give several spikes of a neuron in a step: one of them is ours.
    const both = theirs.filter((pair) => own.delete(key(pair))).length;
    spikes += ours.length;
    theirSpikes += theirs.length;
    different += ours.length + theirs.length - 2 * both;
    const { steps } = network.samples[s]!;
    if (classOf(ours, steps, network) === classOf(theirs, steps, network)) sameClass++;
  });
  const { length: samples } = network.samples;
  return { spikes, theirs: theirSpikes, different, samples, sameClass };
}
