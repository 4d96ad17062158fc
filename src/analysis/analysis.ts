/**
 * What is said of a trained network beyond its accuracy: what it costs to run, how soon it decides,
 * how its neurons behave. Computed after a run from its weights and test samples; nothing is ever
 * chosen by it. This is also the content of `analysis.json`.
 */
import type { Architecture } from '../model/architecture.ts';
import type { Histogram } from '../training/histogram.ts';

/** How many numbers a network consists of. */
export interface ParameterCounts {
  /** Weights that training changes: feedforward, dense recurrent and excitatory. */
  readonly trainable: number;
  /** Numbers that no gradient changes: inhibitory weights, and R and τ of every neuron. */
  readonly fixed: number;
  /** Numbers in the exported file of weights. */
  readonly stored: number;
}

/** Operations of one layer in one inference, mean over the samples; `operations.ts` defines them. */
export interface LayerOperations {
  /** `hidden.0` …, `output`. */
  readonly name: string;
  /** Spikes (or input events) that arrive from the layer before. */
  readonly inputSpikes: number;
  /** Accumulations: one a spike and synapse, feedforward and recurrent. */
  readonly ac: number;
  /** Multiply-accumulates of the neurons' state. */
  readonly mac: number;
}

/** Operations of one inference, that is of one sample. */
export interface Operations {
  readonly layers: readonly LayerOperations[];
  readonly ac: number;
  readonly mac: number;
}

/** Spikes of one inference, mean over the samples. */
export interface SpikeCounts {
  /** [layers] the output layer last. */
  readonly layers: readonly number[];
  readonly total: number;
}

/** Accuracy if one decides early. */
export interface DecisionCurve {
  readonly stepMs: number;
  /** Steps seen before deciding, ascending; the last is the length of the longest sample. */
  readonly steps: readonly number[];
  /** Fraction decided rightly after that many steps; a shorter sample counts with its last word. */
  readonly accuracy: readonly number[];
}

/** How the neurons of a hidden layer behave. */
export interface LayerAnalysis {
  /** Number of the hidden layer, from 0. */
  readonly layer: number;
  readonly kind: Architecture['hidden'][number]['kind'];
  /** Firing rates of the neurons over all samples, spikes per step. */
  readonly rates: Histogram;
  readonly meanRate: number;
  /** KL divergence in nats of the neurons' rates from the exponential distribution with mean μ. */
  readonly divergence: number;
  /** R. */
  readonly resistance: Histogram;
  /** τ, steps. */
  readonly tau: Histogram;
  /** Of the effective recurrent weights; null for a layer without recurrence. */
  readonly spectralRadius: number | null;
}

/** All of it, for one network. */
export interface Analysis {
  readonly format: 'motifsmith-analysis';
  readonly formatVersion: 1;
  /** Of `weights.safetensors`: an analysis of other weights is no analysis of these. */
  readonly weightsSha256: string;
  /** Test samples looked at. */
  readonly samples: number;
  readonly parameters: ParameterCounts;
  readonly operations: Operations;
  readonly spikes: SpikeCounts;
  readonly decision: DecisionCurve;
  readonly layers: readonly LayerAnalysis[];
}
