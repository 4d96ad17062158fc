/** What baseline systems report besides the events of training. */
import * as z from 'zod';
import type { Infer } from '../core/schema.ts';
import { eventPlace, type TrainingEvent } from '../training/events.ts';
import { count, fraction } from '../training/records.ts';

export const calibratedSchema = z.object({
  event: z.literal('calibrated'),
  ...eventPlace,
  /** Factor of all input weights. */
  inputGain: z.number().gt(0),
  /** Spikes per neuron and step of the liquid, once it is calibrated. */
  meanRate: z.number().min(0),
  /** What it should be. */
  targetRate: z.number().gt(0),
});
/** The end of a calibration. @interface */
export type CalibratedEvent = Infer<typeof calibratedSchema>;

export const recordedSchema = z.object({
  event: z.literal('recorded'),
  ...eventPlace,
  /** Spikes per neuron and step of the liquid, on all training samples. */
  meanRate: z.number().min(0),
  /** Of a sample. */
  features: count,
  /** Of these, those that are the same for all training samples. */
  constant: count,
});
/** What a readout has to learn from. @interface */
export type RecordedEvent = Infer<typeof recordedSchema>;

export const fittedSchema = z.object({
  event: z.literal('fitted'),
  ...eventPlace,
  /** λ of the readout. */
  penalty: z.number().gt(0),
  /** Accuracy of each λ that was tried, on samples that it was not fitted to. */
  tried: z.array(z.object({ penalty: z.number().gt(0), accuracy: fraction })),
  /** On the training samples. */
  accuracy: fraction,
  iterations: count,
  /** Norm of the gradient at the optimum. */
  gradientNorm: z.number().min(0),
});
/** The end of the fit of a readout. @interface */
export type FittedEvent = Infer<typeof fittedSchema>;

export const generationSchema = z.object({
  event: z.literal('generation'),
  ...eventPlace,
  /** Best of the liquids alive in each objective. */
  smallWorld: z.number(),
  /** |σ − 1|; null if no liquid has a spike with a ratio. */
  criticality: z.number().min(0).nullable(),
  /** What would be chosen now. */
  chosen: z.object({ smallWorld: z.number(), criticality: z.number().min(0).nullable() }),
  synapses: count,
  /** Samples so far, each once for every liquid that it went through. */
  simulated: count,
});
/** The end of a generation of liquids. @interface */
export type GenerationEvent = Infer<typeof generationSchema>;

export const trialSchema = z.object({
  event: z.literal('trial'),
  ...eventPlace,
  /** On the half of the training samples that the trial did not learn from. */
  accuracy: fraction,
  /** What was tried, by name. */
  values: z.record(z.string(), z.number()),
  /** Samples so far, each once for every pass through a liquid. */
  simulated: count,
});
/** Values of settings that were tried. @interface */
export type TrialEvent = Infer<typeof trialSchema>;

/** What a baseline system reports. */
export type BaselineEvent =
  | TrainingEvent
  | CalibratedEvent
  | RecordedEvent
  | FittedEvent
  | GenerationEvent
  | TrialEvent;
