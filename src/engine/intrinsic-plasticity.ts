/**
 * SpiKL-IP over many samples: who is averaged with whom, and when the result takes effect. The
 * arithmetic of the rule belongs to each back end (`PlasticityRule`); the order of things is here,
 * once, so that back ends cannot differ in it.
 *
 * `window`: each sample's updates are summed over its steps with R, τ frozen; the mean over the
 * samples is applied once. `online`: all samples run in lockstep, and the mean over the samples that
 * still have the step is applied at once, so that the next step feels it. φ starts at 0 with each
 * sample in both modes.
 */
import { MotifsmithError } from '../core/errors.ts';
import type { EventSample } from '../data/events/sample.ts';
import type {
  EngineNetwork,
  IntrinsicPlasticitySettings,
  Recording,
  SpikeTrain,
  Vector,
} from './engine.ts';

/** The rule of one layer in one back end: two primitives and the state that they share. */
export interface PlasticityRule<V extends Vector = Vector> {
  /** φ before a sample: [N] zeros. */
  newCalcium(): V;
  /**
   * Adds the changes of R and τ over the steps of a train to the pending sums, R and τ being those
   * of now, and carries φ on in place.
   */
  accumulate(spikes: SpikeTrain, calcium: V): void;
  /** Applies the pending sums divided by the number of samples, clamps R and τ, clears the sums. */
  applyMean(samples: number): void;
}

/** What the pass over an IP window needs of a network. */
export type PlasticityHost = Pick<EngineNetwork, 'record' | 'initialState' | 'step'>;

/** exp(1/(τ y)) must stay well inside float32, whose largest number is e^88.7. */
const LARGEST_EXPONENT = 80;

/** @throws MotifsmithError (`usage`) if a setting is out of range or the rule would overflow */
export function checkPlasticitySettings(settings: IntrinsicPlasticitySettings): void {
  const refuse = (field: string, value: unknown, remedy: string): never => {
    throw new MotifsmithError('usage', `intrinsic plasticity with ${field} = ${value}`, {
      where: field,
      remedy,
    });
  };
  const { targetRate, learningRate, tauCalcium, minimumRate } = settings;
  if (!(targetRate > 0 && targetRate <= 1)) {
    refuse('targetRate', targetRate, 'give a rate above 0 and at most 1 spike a step');
  }
  if (!(learningRate > 0 && Number.isFinite(learningRate))) {
    refuse('learningRate', learningRate, 'give a positive number');
  }
  if (!(tauCalcium >= 1 && Number.isFinite(tauCalcium))) {
    refuse('tauCalcium', tauCalcium, 'a time constant is at least 1 step');
  }
  if (!(minimumRate > 0 && minimumRate < 1)) {
    refuse('minimumRate', minimumRate, 'give a rate between 0 and 1 spike a step');
  }
  for (const field of ['resistanceBounds', 'tauBounds'] as const) {
    const [low, high] = settings[field];
    if (!(low > 0 && low <= high && Number.isFinite(high))) {
      refuse(field, `[${low}, ${high}]`, 'give two positive numbers, the lower one first');
    }
  }
  const exponent = 1 / (settings.tauBounds[0] * minimumRate);
  if (exponent > LARGEST_EXPONENT) {
    throw new MotifsmithError(
      'usage',
      `intrinsic plasticity would overflow: exp(1/(τ·y)) reaches exp(${exponent.toFixed(1)})`,
      {
        where: 'minimumRate, tauBounds',
        remedy: `raise minimumRate or the lower bound of τ until their product is at least ${1 / LARGEST_EXPONENT}`,
      },
    );
  }
}

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
 * @param trains one spike train a sample, at least one
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

/** All layers of `online` mode at once, the network running on the R, τ that it has just adapted. */
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
