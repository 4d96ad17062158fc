/**
 * What is known of a trained network beyond its accuracy: what it costs to run, how soon it decides,
 * how its neurons behave. Computed after a run from its weights and test samples; nothing is chosen
 * by it. This is also the content of `analysis.json`.
 */
import { z } from 'zod';
import type { Infer } from '../core/schema.ts';
import { count, fraction, histogramSchema } from '../training/records.ts';

const amount = z.number().min(0);

const parametersSchema = z.object({
  /** Weights that training changes. */
  trainable: count,
  /** Numbers that no gradient changes: inhibitory weights, and R and τ of every neuron. */
  fixed: count,
  /** Numbers in the exported file of weights. */
  stored: count,
});
/** How many numbers a network consists of. */
export type ParameterCounts = Infer<typeof parametersSchema>;

const layerOperationsSchema = z.object({
  /** `hidden.0` …, `output`. */
  name: z.string(),
  /** Spikes (or input events) that arrive from the layer before. */
  inputSpikes: amount,
  /** Accumulations: one for each spike and synapse, feedforward and recurrent. */
  ac: amount,
  /** Multiply-accumulates of the neurons' state. */
  mac: amount,
});
/** Operations of one layer in one inference, mean over the samples; `operations.ts` defines them. */
export type LayerOperations = Infer<typeof layerOperationsSchema>;

const operationsSchema = z.object({
  layers: z.array(layerOperationsSchema),
  ac: amount,
  mac: amount,
});
/** Operations of one inference, that is of one sample. */
export type Operations = Infer<typeof operationsSchema>;

const decisionSchema = z
  .object({
    stepMs: z.number().gt(0),
    /** Steps seen before deciding, ascending; the last is the length of the longest sample. */
    steps: z.array(z.int().min(1)).min(1),
    /** Fraction classified correctly after that many steps; a shorter sample counts with its last. */
    accuracy: z.array(fraction),
  })
  .refine(({ steps, accuracy }) => steps.length === accuracy.length, {
    path: ['accuracy'],
    message: 'expected one accuracy for each entry of steps',
  });
/** Accuracy of early decisions. */
export type DecisionCurve = Infer<typeof decisionSchema>;

const classifiedSchema = z
  .object({
    /** [samples] class of each. */
    truth: z.array(count),
    /** [samples] class decided on. */
    decided: z.array(count),
  })
  .refine(({ truth, decided }) => truth.length === decided.length, {
    path: ['decided'],
    message: 'expected one class for each entry of truth',
  });
/** What became of each sample of a split, in their order. */
export type Classified = Infer<typeof classifiedSchema>;

const layerAnalysisSchema = z.object({
  /** Number of the hidden layer, from 0. */
  layer: count,
  kind: z.enum(['feedforward', 'dense', 'scml', 'supernet', 'reservoir', 'column']),
  /** Firing rates of the neurons over all samples, spikes per step. */
  rates: histogramSchema,
  meanRate: amount,
  /** KL divergence in nats of the neurons' rates from the exponential distribution with mean μ. */
  divergence: amount,
  /** R. */
  resistance: histogramSchema,
  /** τ, steps. */
  tau: histogramSchema,
  /** Of the effective recurrent weights; null for a layer without recurrence. */
  spectralRadius: amount.nullable(),
});
/** How the neurons of a hidden layer behave. */
export type LayerAnalysis = Infer<typeof layerAnalysisSchema>;

export const analysisSchema = z.object({
  format: z.literal('motifsmith-analysis'),
  formatVersion: z.literal(1),
  /** Of `weights.safetensors`: an analysis of other weights does not apply. */
  weightsSha256: z.string(),
  /** Test samples that it is based on. */
  samples: z.int().min(1),
  parameters: parametersSchema,
  operations: operationsSchema,
  /** Spikes of one inference, mean over the samples; [layers] the output layer last. */
  spikes: z.object({ layers: z.array(amount), total: amount }),
  /** Left out for systems that decide only at the end of a sample. */
  decision: decisionSchema.optional(),
  layers: z.array(layerAnalysisSchema),
  /** The test samples; left out in version 0.1. */
  classified: classifiedSchema.optional(),
  /** The same network on validation samples; left out where none were held out. */
  validation: z
    .object({
      samples: z.int().min(1),
      accuracy: fraction,
      operations: operationsSchema.pick({ ac: true, mac: true }),
      /** Of `operations.ac`, those that hidden neurons cause: the part that depends on the motif. */
      hiddenAc: amount,
    })
    .optional(),
});
/** All of it, for one network. */
export type Analysis = Infer<typeof analysisSchema>;

/** Spikes of one inference; null for a network in which nothing fires. */
export const spikesOf = ({ spikes }: Analysis): number | null =>
  spikes.layers.length === 0 ? null : spikes.total;
