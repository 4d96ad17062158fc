/** Gathers recordings of a trained network, one after another, and sums up what they tell of it. */
import { meanOf } from '../core/math.ts';
import type { EventSample } from '../data/events/sample.ts';
import type { Recording } from '../engine/engine.ts';
import { type Blueprint, blueprint, segmentOf } from '../model/shape.ts';
import { effectiveWeights, spectralRadius } from '../model/spectral-radius.ts';
import { takeCensus } from '../training/census.ts';
import { histogram } from '../training/histogram.ts';
import type { TrainedModel } from '../training/network.ts';
import type {
  Analysis,
  LayerAnalysis,
  LayerOperations,
  Operations,
  ParameterCounts,
} from './analysis.ts';
import {
  type DecidedSample,
  decisionCurve,
  decisions,
  type OutputTrace,
  outputTrace,
} from './decision.ts';
import { exponentialDivergence } from './divergence.ts';
import { type LayerCount, OperationCounter } from './operations.ts';

/** Trained, fixed and stored numbers of a network. @param plan of a discrete architecture */
export function parameterCounts({ architecture, layout, shape }: Blueprint): ParameterCounts {
  const { trainable } = takeCensus(architecture);
  const neurons = shape.layers.reduce((sum, layer) => sum + layer.neurons, 0);
  const stored = layout.length + 2 * neurons;
  return { trainable, fixed: stored - trainable, stored };
}

/** What is learnt from recordings of one network. */
export class NetworkAnalysis {
  readonly #model: TrainedModel;
  readonly #plan: Blueprint;
  readonly #counter: OperationCounter;
  readonly #trace: OutputTrace;
  /** [layers] */
  readonly #operations: LayerCount[];
  /** [layers][N] spikes of each neuron. */
  readonly #spikes: Float64Array[];
  readonly #decided: DecidedSample[] = [];
  #steps = 0;

  /** @param model with a discrete architecture */
  constructor(model: TrainedModel) {
    this.#model = model;
    this.#plan = blueprint(model.architecture);
    const { shape } = this.#plan;
    this.#counter = new OperationCounter(shape);
    this.#trace = outputTrace(model);
    this.#operations = shape.layers.map(() => ({ inputSpikes: 0, ac: 0, mac: 0 }));
    this.#spikes = shape.layers.map(({ neurons }) => new Float64Array(neurons));
  }

  /** @param recording of the sample on this network */
  add(sample: EventSample, recording: Recording): void {
    this.#counter.count(sample, recording).forEach(({ inputSpikes, ac, mac }, l) => {
      const sum = this.#operations[l]!;
      this.#operations[l] = {
        inputSpikes: sum.inputSpikes + inputSpikes,
        ac: sum.ac + ac,
        mac: sum.mac + mac,
      };
    });
    recording.spikes.forEach(({ neurons }, l) => {
      const counts = this.#spikes[l]!;
      for (const neuron of neurons) counts[neuron]! += 1;
    });
    const { label, steps } = sample;
    this.#decided.push({ label, steps, decisions: decisions(recording, sample, this.#trace) });
    this.#steps += steps;
  }

  /**
   * Means over the samples that were added, at least one.
   * @param weightsSha256 of the file that the network came from
   * @param stepMs length of a step
   * @param targetRate μ of intrinsic plasticity, spikes per step
   */
  result(weightsSha256: string, stepMs: number, targetRate: number): Analysis {
    const samples = this.#decided.length;
    const spikes = this.#spikes.map((counts) => counts.reduce((sum, n) => sum + n, 0) / samples);
    return {
      format: 'motifsmith-analysis',
      formatVersion: 1,
      weightsSha256,
      samples,
      parameters: parameterCounts(this.#plan),
      operations: this.#meanOperations(samples),
      spikes: { layers: spikes, total: spikes.reduce((sum, n) => sum + n, 0) },
      decision: decisionCurve(this.#decided, stepMs),
      layers: this.#plan.architecture.hidden.map(({ kind }, layer) => ({
        layer,
        kind,
        ...this.#layer(layer, targetRate),
      })),
      classified: {
        truth: this.#decided.map(({ label }) => label),
        decided: this.#decided.map(({ decisions: answers }) => answers.at(-1)!.decided),
      },
    };
  }

  #meanOperations(samples: number): Operations {
    const layers: LayerOperations[] = this.#operations.map(({ inputSpikes, ac, mac }, l) => ({
      name: l === this.#operations.length - 1 ? 'output' : `hidden.${l}`,
      inputSpikes: inputSpikes / samples,
      ac: ac / samples,
      mac: mac / samples,
    }));
    const sum = (of: 'ac' | 'mac') => layers.reduce((total, layer) => total + layer[of], 0);
    return { layers, ac: sum('ac'), mac: sum('mac') };
  }

  #layer(layer: number, targetRate: number): Omit<LayerAnalysis, 'layer' | 'kind'> {
    const rates = this.#spikes[layer]!.map((count) => count / this.#steps);
    const { resistance, tau } = this.#model.neurons[layer]!;
    const { edges } = this.#plan.shape.layers[layer]!;
    const coupling = this.#plan.couplings[layer];
    const segment = segmentOf(this.#plan.layout, layer, 'recurrent');
    return {
      rates: histogram(rates),
      meanRate: meanOf(rates),
      divergence: exponentialDivergence(rates, targetRate),
      resistance: histogram(resistance),
      tau: histogram(tau),
      spectralRadius:
        edges && coupling && segment
          ? spectralRadius(edges, effectiveWeights(coupling, this.#model.weights, segment.offset))
          : null,
    };
  }
}
