/**
 * SpiKL-IP over many samples: what is averaged, and when the result takes effect. Each back end has the
 * arithmetic of the rule (`PlasticityRule`); the order of events is here, once, so that back ends
 * cannot differ in it.
 *
 * `window`: each sample's updates are summed over its steps with R, τ frozen; the mean over the
 * samples is applied once. `online`: all samples run in lockstep, and the mean over the samples that
 * still have the step is applied at once, so it affects the next step. φ starts at 0 with each
 * sample in both modes.
 */
import type { EventSample } from '../data/events/sample.ts';
import type { EngineNetwork, Recording, SpikeTrain, Vector } from './engine.ts';
import type { IntrinsicPlasticitySettings } from './plasticity-settings.ts';

/** The rule of one layer in one back end: two primitives and the state that they share. */
export interface PlasticityRule<V extends Vector = Vector> {
  /** φ before a sample: [N] zeros. */
  newCalcium(): V;
  /**
   * Adds the changes of R and τ over the steps of a train, at the present R and τ, to the pending
   * sums, and updates φ in place.
   */
  accumulate(spikes: SpikeTrain, calcium: V): void;
  /** Applies the pending sums divided by the number of samples, clamps R and τ, clears the sums. */
  applyMean(samples: number): void;
}

/** The IP rule alone, on spikes that are already known. */
export interface PlasticityProblem {
  readonly resistance: ArrayLike<number>;
  readonly tau: ArrayLike<number>;
  readonly threshold: number;
  /** One spike train for each sample. */
  readonly spikes: readonly SpikeTrain[];
}

/** The result of the IP rule on a plasticity problem. */
export interface PlasticityResult {
  readonly resistance: Vector;
  readonly tau: Vector;
  /** φ at the end of the last sample, [N]. */
  readonly calcium: Vector;
}

/** What the pass over an IP window needs of a network. */
export type PlasticityHost = Pick<EngineNetwork, 'record' | 'initialState' | 'step'>;

/** Runs samples of different lengths side by side: all steps t = 0, then all steps t = 1 … */
function lockstep(
  lengths: readonly number[],
  visit: (sample: number, t: number) => void,
  endStep: (samples: number) => void,
): void {
  for (let t = 0; t < Math.max(...lengths); t++) {
    const running = [...lengths.keys()].filter((b) => t < lengths[b]!);
    for (const b of running) visit(b, t);
    endStep(running.length);
  }
}

/** The spikes of one step as a train of one step. */
function oneStep(neurons: Uint32Array): SpikeTrain {
  return { offsets: Uint32Array.of(0, neurons.length), neurons };
}

/**
 * The rule alone, on known spikes.
 * @param trains one for each sample, at least one
 * @returns φ at the end of the last sample, [N]
 */
export function adaptToSpikes<V extends Vector>(
  rule: PlasticityRule<V>,
  trains: readonly SpikeTrain[],
  mode: IntrinsicPlasticitySettings['mode'],
): V {
  const calcium = trains.map(() => rule.newCalcium());
  if (mode === 'window') {
    trains.forEach((train, b) => {
      rule.accumulate(train, calcium[b]!);
    });
    rule.applyMean(trains.length);
  } else {
    lockstep(
      trains.map((train) => train.offsets.length - 1),
      (b, t) => {
        const { offsets, neurons } = trains[b]!;
        const now = neurons.subarray(offsets[t]!, offsets[t + 1]!);
        rule.accumulate(oneStep(now), calcium[b]!);
      },
      (samples) => rule.applyMean(samples),
    );
  }
  return calcium.at(-1)!;
}

/** `online` mode, all layers at once: the network runs on the R, τ that it has just adapted. */
function adaptOnline<V extends Vector>(
  host: PlasticityHost,
  rules: readonly PlasticityRule<V>[],
  layers: readonly number[],
  samples: readonly EventSample[],
): number[] {
  const states = samples.map(() => host.initialState());
  const calcium = samples.map(() => rules.map((rule) => rule.newCalcium()));
  const spikes = layers.map(() => 0);
  lockstep(
    samples.map(({ steps }) => steps),
    (b, t) => {
      const { offsets, channels } = samples[b]!;
      const state = host.step(states[b]!, channels.subarray(offsets[t]!, offsets[t + 1]!));
      states[b] = state;
      rules.forEach((rule, k) => {
        const now = state.layers[layers[k]!]!.spikes;
        rule.accumulate(oneStep(now), calcium[b]![k]!);
        spikes[k]! += now.length;
      });
    },
    (running) => {
      for (const rule of rules) rule.applyMean(running);
    },
  );
  return spikes;
}

/**
 * The unlabelled pass over an IP window of at least one sample.
 * @param rules one for each of `layers`; they change R and τ of the network in place
 * @returns mean firing rate of each layer over the window, spikes per neuron and step
 */
export async function adaptNetwork<V extends Vector>(
  host: PlasticityHost,
  rules: readonly PlasticityRule<V>[],
  layers: readonly number[],
  samples: readonly EventSample[],
  mode: IntrinsicPlasticitySettings['mode'],
): Promise<number[]> {
  const steps = samples.reduce((sum, sample) => sum + sample.steps, 0);
  const sizes = host.initialState().layers.map(({ psc }) => psc.length);
  let spikes: number[];
  if (mode === 'window') {
    const recordings: Recording[] = [];
    for (const sample of samples) recordings.push(await host.record(sample));
    spikes = layers.map((l, k) => {
      const trains = recordings.map((recording) => recording.spikes[l]!);
      adaptToSpikes(rules[k]!, trains, mode);
      return trains.reduce((sum, train) => sum + train.neurons.length, 0);
    });
  } else {
    spikes = adaptOnline(host, rules, layers, samples);
  }
  return spikes.map((count, k) => count / (steps * sizes[layers[k]!]!));
}
