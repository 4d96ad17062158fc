/**
 * The events that a training reports, line by line in `metrics.jsonl`. The types are those of the
 * schemas, so what is written is what can be read back; readers drop fields that they do not know.
 * Figures are rounded to six significant digits (`figures.ts`).
 */
import { z } from 'zod';
import type { Infer } from '../core/schema.ts';
import { distributionSchema, evaluationSchema, fraction, histogramSchema } from './records.ts';

/** Where an event belongs. */
export const eventPlace = {
  /** e.g. `train`, `retrain`, `size`, `types`, `candidate.3`. */
  stage: z.string(),
  /** From 1. */
  epoch: z.int().min(1),
};

export const trainingEpochSchema = z.object({
  event: z.literal('epoch'),
  ...eventPlace,
  /** Epochs of the stage. */
  epochs: z.int().min(1),
  /** Mean over the samples, each as it was when it was trained on. */
  loss: z.number(),
  accuracy: fraction,
  /** Null without validation samples. */
  validationLoss: z.number().nullable(),
  validationAccuracy: fraction.nullable(),
  /** [layers] spikes per neuron and step, the output layer last. */
  firingRates: z.array(z.number().min(0)),
  /** Mean over the batches. */
  gradientNorm: z.number().min(0),
  /** Of the last update. */
  learningRate: z.number().min(0),
  /** Trained weights of each segment; null for a segment without any. */
  weights: z.record(z.string(), distributionSchema.nullable()),
});
/** The end of an epoch of training with a fixed architecture. @interface */
export type TrainingEpochEvent = Infer<typeof trainingEpochSchema>;

export const probeSchema = z.object({
  event: z.literal('probe'),
  ...eventPlace,
  layers: z.array(
    z.object({
      /** Number of the hidden layer, from 0. */
      layer: z.int().min(0),
      /** Firing rates of its neurons, spikes per step. */
      rates: histogramSchema,
      /** R. */
      resistance: histogramSchema,
      /** τ, steps. */
      tau: histogramSchema,
      /** Of the effective recurrent weights; null for a layer without recurrence. */
      spectralRadius: z.number().min(0).nullable(),
    }),
  ),
  /** Only a search has them. */
  types: z.undefined().optional(),
});
/** A look into the hidden layers at the end of an epoch. @interface */
export type ProbeEvent = Infer<typeof probeSchema>;

export const keptSchema = z.object({
  event: z.literal('kept'),
  ...eventPlace,
  /** Epochs that the training would have had. */
  epochs: z.int().min(1),
  /** Epochs that it had. */
  trained: z.int().min(1),
  validationLoss: z.number(),
  validationAccuracy: fraction,
});
/** The end of a training with early stopping: the epoch whose weights are kept. @interface */
export type KeptEvent = Infer<typeof keptSchema>;

export const testSchema = z.object({ event: z.literal('test'), ...evaluationSchema.shape });
/** The test, after the last update. @interface */
export type TestEvent = Infer<typeof testSchema>;

/** What a training reports. */
export type TrainingEvent = TrainingEpochEvent | ProbeEvent | KeptEvent | TestEvent;
