/**
 * Brings a liquid to a firing rate. Fixed weights may leave it silent or firing without end, and then it tells
 * nothing of its input. Labels are not looked at.
 */
import { exp, log } from '../../core/math.ts';
import { readSamples, type SampleSource, subset } from '../../data/events/sample-source.ts';
import type { Engine, EngineNetwork } from '../../engine/engine.ts';
import { type Liquid, openLiquid, setInput, withInputGain } from './liquid.ts';

/** Brings a liquid to a firing rate, a few samples at a time; restoring it gives the same bits. */
export interface Calibration {
  readonly finished: boolean;
  /** Sample passes, and how many there are. */
  readonly work: readonly [done: number, total: number];
  /** Numbers from which, with R and τ of the liquid, it goes on. */
  readonly state: { readonly [key: string]: number };
  readonly inputGain: number;
  /** The liquid as it is now. */
  readonly liquid: Liquid;
  /** Spikes per neuron and step that it gave, once finished. */
  readonly meanRate: number;
  advance(): Promise<void>;
  dispose(): void;
}

/** The gain is sought between 1/16 and 16. */
const LARGEST_GAIN = 16;
const HALVINGS = 10;
/** Training samples that are looked at. */
const MOST_SAMPLES = 200;

/** Samples spread evenly over all of them: sets are often sorted by class. */
export function calibrationSamples(samples: SampleSource): SampleSource {
  const count = Math.min(MOST_SAMPLES, samples.length);
  const chosen = Uint32Array.from({ length: count }, (_, k) =>
    Math.floor((k * samples.length) / count),
  );
  return subset(samples, chosen);
}

/** State of a calibration: numbers only. */
export interface GainState {
  /** Bounds of the logarithm of the gain. */
  readonly low: number;
  readonly high: number;
  readonly halvings: number;
  /** Samples of the present pass, and what they gave. */
  readonly done: number;
  readonly spikes: number;
  readonly steps: number;
  /** Of the last whole pass. */
  readonly rate: number;
  readonly [key: string]: number;
}

const START: GainState = {
  low: -log(LARGEST_GAIN),
  high: log(LARGEST_GAIN),
  halvings: 0,
  done: 0,
  spikes: 0,
  steps: 0,
  rate: 0,
};

/** Finds one factor of all input weights by bisection; a last pass measures the rate that it gives. */
export class GainCalibration implements Calibration {
  readonly #engine: Engine;
  readonly #liquid: Liquid;
  readonly #samples: SampleSource;
  readonly #batchSize: number;
  readonly #targetRate: number;
  /** One for all gains: the memory of a network may stay long after it. */
  #network: EngineNetwork | null = null;
  #state: GainState;

  constructor(
    { engine, batchSize }: { readonly engine: Engine; readonly batchSize: number },
    liquid: Liquid,
    samples: SampleSource,
    targetRate: number,
    state: GainState = START,
  ) {
    this.#engine = engine;
    this.#liquid = liquid;
    this.#samples = samples;
    this.#batchSize = batchSize;
    this.#targetRate = targetRate;
    this.#state = state;
  }

  get state(): GainState {
    return this.#state;
  }

  get finished(): boolean {
    return this.#state.halvings > HALVINGS;
  }

  get work(): readonly [done: number, total: number] {
    const { halvings, done } = this.#state;
    return [halvings * this.#samples.length + done, (HALVINGS + 1) * this.#samples.length];
  }

  get inputGain(): number {
    return exp((this.#state.low + this.#state.high) / 2);
  }

  get liquid(): Liquid {
    return withInputGain(this.#liquid, this.inputGain);
  }

  get meanRate(): number {
    return this.#state.rate;
  }

  async advance(): Promise<void> {
    const { done, spikes, steps } = this.#state;
    const count = Math.min(this.#batchSize, this.#samples.length - done);
    const batch = readSamples(
      this.#samples,
      Uint32Array.from({ length: count }, (_, b) => done + b),
    );
    const network = await this.#open();
    // Classes mean nothing to a liquid.
    const result = await network.evaluate(batch.map((sample) => ({ ...sample, label: 0 })));
    const seen = { spikes: spikes + result.spikes[0]!, steps: steps + result.steps };
    if (done + count < this.#samples.length) {
      this.#state = { ...this.#state, ...seen, done: done + count };
      return;
    }
    const { low, high, halvings } = this.#state;
    const rate = seen.spikes / (seen.steps * this.#liquid.edges.neurons);
    const middle = (low + high) / 2;
    const bounds =
      halvings === HALVINGS
        ? { low, high }
        : rate > this.#targetRate
          ? { low, high: middle }
          : { low: middle, high };
    this.#state = { ...START, ...bounds, halvings: halvings + 1, rate };
  }

  async #open(): Promise<EngineNetwork> {
    this.#network ??= await openLiquid(this.#engine, this.#liquid);
    setInput(this.#network, this.liquid);
    return this.#network;
  }

  dispose(): void {
    this.#network?.dispose();
    this.#network = null;
  }
}
