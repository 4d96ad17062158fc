/** Sums up what a system of others tells of itself, sample by sample: the same figures as of a network, where it has them. */
import type { Classifier, LayerOperations } from '../baselines/system.ts';
import { meanOf } from '../core/math.ts';
import type { EventSample } from '../data/events/sample.ts';
import { argmax } from '../model/supernet.ts';
import { histogram } from '../training/histogram.ts';
import type { Analysis, LayerAnalysis } from './analysis.ts';
import { exponentialDivergence } from './divergence.ts';

/** An analysis, and what of it networks are compared by. */
export interface AnalysedSystem {
  readonly analysis: Analysis;
  readonly accuracy: number;
  /** Accumulations that the input's events do not cause. */
  readonly hiddenAc: number;
}

export class SystemAnalysis {
  readonly #classifier: Classifier;
  #operations: LayerOperations[] = [];
  /** [layers][N] */
  #spikes: readonly Float64Array[] = [];
  #samples = 0;
  #steps = 0;
  readonly #truth: number[] = [];
  readonly #decided: number[] = [];
  #inputAc = 0;

  constructor(classifier: Classifier) {
    this.#classifier = classifier;
  }

  async add(sample: EventSample): Promise<void> {
    const found = await this.#classifier.examine(sample);
    this.#operations = found.operations.map(({ name, inputSpikes, ac, mac }, l) => {
      const sum = this.#operations[l] ?? { inputSpikes: 0, ac: 0, mac: 0 };
      return {
        name,
        inputSpikes: sum.inputSpikes + inputSpikes,
        ac: sum.ac + ac,
        mac: sum.mac + mac,
      };
    });
    this.#spikes = found.spikes.map((counts, l) =>
      Float64Array.from(counts, (count, i) => count + (this.#spikes[l]?.[i] ?? 0)),
    );
    this.#samples += 1;
    this.#steps += sample.steps;
    this.#inputAc += found.inputAc;
    this.#truth.push(sample.label);
    this.#decided.push(argmax(found.scores));
  }

  /**
   * Means over the samples that were added, at least one.
   * @param weightsSha256 of the file that the system came from
   * @param stored numbers in that file
   * @param targetRate μ that firing rates are compared with, spikes per step
   */
  result(weightsSha256: string, stored: number, targetRate: number): AnalysedSystem {
    const samples = this.#samples;
    const correct = this.#decided.filter((decided, k) => decided === this.#truth[k]).length;
    const layers = this.#operations.map(({ name, inputSpikes, ac, mac }) => ({
      name,
      inputSpikes: inputSpikes / samples,
      ac: ac / samples,
      mac: mac / samples,
    }));
    const sum = (of: 'ac' | 'mac') => layers.reduce((total, layer) => total + layer[of], 0);
    const spikes = this.#spikes.map(
      (counts) => counts.reduce((total, n) => total + n, 0) / samples,
    );
    const { parameters } = this.#classifier;
    return {
      analysis: {
        format: 'motifsmith-analysis',
        formatVersion: 1,
        weightsSha256,
        samples,
        parameters: { ...parameters, stored },
        operations: { layers, ac: sum('ac'), mac: sum('mac') },
        spikes: { layers: spikes, total: spikes.reduce((total, n) => total + n, 0) },
        layers: this.#layers(targetRate),
        classified: { truth: this.#truth, decided: this.#decided },
      },
      accuracy: correct / samples,
      hiddenAc: sum('ac') - this.#inputAc / samples,
    };
  }

  #layers(targetRate: number): LayerAnalysis[] {
    return this.#classifier.layers.map(({ kind, resistance, tau, spectralRadius }, layer) => {
      const rates = this.#spikes[layer]!.map((count) => count / this.#steps);
      return {
        layer,
        kind,
        rates: histogram(rates),
        meanRate: meanOf(rates),
        divergence: exponentialDivergence(rates, targetRate),
        resistance: histogram(resistance),
        tau: histogram(tau),
        spectralRadius,
      };
    });
  }
}
