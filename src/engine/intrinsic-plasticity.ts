/**
 * SpiKL-IP over many samples: what is averaged, and when the result takes effect. Each back end has the
 * arithmetic of the rule (`PlasticityRule`); the order of events is here, once, so that back ends
 * cannot differ in it.
 *
 * `window`: each sample's updates are summed over its steps with R, τ frozen; the mean over the
 * samples is applied once. `online`: all samples run in lockstep, and the mean over the samples that
 * still have the step is applied at once, so it affects the next step. φ starts at 0 with each
 * sample in both modes.
 *
 * With a refractory time, the adapted layers' neurons stay at u' = 0 for so many steps after a spike. Their currents
 * and the calcium go on.
 */
import type { EventSample } from '../data/events/sample.ts';
import type { EngineNetwork, SpikeTrain, StreamState, Vector } from './engine.ts';
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
export type PlasticityHost = Pick<EngineNetwork, 'initialState' | 'step'>;

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
 * The rule alone, on known spikes, whatever the refractory time.
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

/** A sample on its way through a network whose adapted layers rest after their spikes. */
class Walk {
  readonly #host: PlasticityHost;
  readonly #sample: EventSample;
  readonly #layers: readonly number[];
  /** The spikes of the last `refractory` steps of each adapted layer. */
  readonly #recent: Uint32Array[][];
  readonly #refractory: number;
  #state: StreamState;

  constructor(
    host: PlasticityHost,
    sample: EventSample,
    layers: readonly number[],
    refractory: number,
  ) {
    this.#host = host;
    this.#sample = sample;
    this.#layers = layers;
    this.#recent = layers.map(() => []);
    this.#refractory = refractory;
    this.#state = host.initialState();
  }

  /** Step t. @returns the neurons that spike, by adapted layer */
  step(t: number): Uint32Array[] {
    const { offsets, channels } = this.#sample;
    const resting: number[][] = this.#state.layers.map(() => []);
    this.#layers.forEach((l, k) => {
      resting[l] = this.#recent[k]!.flatMap((spikes) => [...spikes]);
    });
    const events = channels.subarray(offsets[t]!, offsets[t + 1]!);
    this.#state = this.#host.step(this.#state, events, resting);
    return this.#layers.map((l, k) => {
      const { spikes } = this.#state.layers[l]!;
      this.#recent[k]!.push(spikes);
      if (this.#recent[k]!.length > this.#refractory) this.#recent[k]!.shift();
      return spikes;
    });
  }
}

/**
 * The unlabelled pass over an IP window of at least one sample. In `online` mode the network runs on the R, τ
 * that it has just adapted.
 * @param rules one for each of `layers`; they change R and τ of the network in place
 * @returns mean firing rate of each layer over the window, spikes per neuron and step
 */
export function adaptNetwork<V extends Vector>(
  host: PlasticityHost,
  rules: readonly PlasticityRule<V>[],
  layers: readonly number[],
  samples: readonly EventSample[],
  { mode, refractory = 0 }: Pick<IntrinsicPlasticitySettings, 'mode' | 'refractory'>,
): number[] {
  const walks = samples.map((sample) => new Walk(host, sample, layers, refractory));
  const calcium = samples.map(() => rules.map((rule) => rule.newCalcium()));
  const counts = layers.map(() => 0);
  const visit = (b: number, t: number): void => {
    walks[b]!.step(t).forEach((spikes, k) => {
      rules[k]!.accumulate(oneStep(spikes), calcium[b]![k]!);
      counts[k]! += spikes.length;
    });
  };
  const apply = (count: number): void => {
    for (const rule of rules) rule.applyMean(count);
  };
  const lengths = samples.map(({ steps }) => steps);
  if (mode === 'window') {
    lengths.forEach((steps, b) => {
      for (let t = 0; t < steps; t++) visit(b, t);
    });
    apply(samples.length);
  } else {
    lockstep(lengths, visit, apply);
  }
  const steps = lengths.reduce((sum, length) => sum + length, 0);
  const sizes = host.initialState().layers.map(({ psc }) => psc.length);
  return counts.map((count, k) => count / (steps * sizes[layers[k]!]!));
}
