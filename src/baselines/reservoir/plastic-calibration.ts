/**
 * Brings a liquid to a firing rate by intrinsic plasticity (SpiKL-IP): R and τ of each neuron adapt to what it
 * receives. Unlike a factor of the input, that also quiets a liquid that keeps itself firing.
 */
import * as z from 'zod';
import { readSamples, type SampleSource } from '../../data/events/sample-source.ts';
import type { Engine, EngineNetwork } from '../../engine/engine.ts';
import {
  type IntrinsicPlasticitySettings,
  plasticityRuleFields,
} from '../../engine/plasticity-settings.ts';
import type { Calibration } from './calibration.ts';
import { type Liquid, openLiquid } from './liquid.ts';

/** Passes over the samples in which neurons adapt; one more measures the rate that came of it. */
const PASSES = 5;
/** Samples whose mean change is applied at once: few, as a liquid may have far to go. */
const WINDOW = 20;
/** R and τ stay within these multiples of what they start at. */
const BOUNDS = [1 / 16, 8] as const;
/** The rule divides by e^(1/(τ · minimumRate)) − 1, which must stay a number of single precision. */
const LEAST_TAU = 1.25;

/** State of a calibration by plasticity, besides R and τ. */
export interface PlasticState {
  readonly pass: number;
  /** Samples of the present pass. */
  readonly done: number;
  /** What they gave, in the pass that measures. */
  readonly spikes: number;
  readonly steps: number;
  readonly [key: string]: number;
}

const START: PlasticState = { pass: 0, done: 0, spikes: 0, steps: 0 };

const rule = z.object(plasticityRuleFields);

function ruleOf(start: Liquid, targetRate: number): IntrinsicPlasticitySettings {
  const bounds = (from: Liquid['tau'], least: number) =>
    [Math.max(least, BOUNDS[0] * from[0]!), BOUNDS[1] * from[0]!] as const;
  return {
    ...rule.parse({ targetRate }),
    resistanceBounds: bounds(start.resistance, 0),
    tauBounds: bounds(start.tau, LEAST_TAU),
    mode: 'window',
  };
}

export class PlasticCalibration implements Calibration {
  readonly #engine: Engine;
  /** With R and τ as they were when this began or was restored. */
  readonly #liquid: Liquid;
  readonly #samples: SampleSource;
  readonly #rule: IntrinsicPlasticitySettings;
  #network: EngineNetwork | null = null;
  #state: PlasticState;

  /**
   * @param start the liquid as it was drawn, of neurons that are all alike
   * @param adapted R and τ that an interrupted calibration had come to
   */
  constructor(
    engine: Engine,
    start: Liquid,
    samples: SampleSource,
    targetRate: number,
    state: PlasticState = START,
    adapted: Pick<Liquid, 'resistance' | 'tau'> = start,
  ) {
    this.#engine = engine;
    this.#liquid = { ...start, resistance: adapted.resistance, tau: adapted.tau };
    this.#samples = samples;
    this.#rule = ruleOf(start, targetRate);
    this.#state = state;
  }

  get state(): PlasticState {
    return this.#state;
  }

  get finished(): boolean {
    return this.#state.pass > PASSES;
  }

  get work(): readonly [done: number, total: number] {
    const { pass, done } = this.#state;
    return [pass * this.#samples.length + done, (PASSES + 1) * this.#samples.length];
  }

  get inputGain(): number {
    return 1;
  }

  get meanRate(): number {
    const { spikes, steps } = this.#state;
    return spikes / (steps * this.#liquid.edges.neurons);
  }

  get liquid(): Liquid {
    if (!this.#network) return this.#liquid;
    const { resistance, tau } = this.#network.neurons(0);
    return { ...this.#liquid, resistance: resistance.slice(), tau: tau.slice() };
  }

  async advance(): Promise<void> {
    const { pass, done, spikes, steps } = this.#state;
    this.#network ??= await openLiquid(this.#engine, this.#liquid);
    const count = Math.min(WINDOW, this.#samples.length - done);
    const batch = readSamples(
      this.#samples,
      Uint32Array.from({ length: count }, (_, b) => done + b),
    ).map((sample) => ({ ...sample, label: 0 }));
    const next =
      done + count < this.#samples.length
        ? { pass, done: done + count }
        : { pass: pass + 1, done: 0 };
    if (pass < PASSES) {
      await this.#network.intrinsicPlasticity(batch, [0], this.#rule);
      this.#state = { ...this.#state, ...next };
      return;
    }
    const result = await this.#network.evaluate(batch);
    const seen = { spikes: spikes + result.spikes[0]!, steps: steps + result.steps };
    this.#state = { ...next, ...seen };
  }

  dispose(): void {
    this.#network?.dispose();
    this.#network = null;
  }
}
