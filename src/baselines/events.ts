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
});
/** The end of a calibration. @interface */
export type CalibratedEvent = Infer<typeof calibratedSchema>;

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

/** What a baseline system reports. */
export type BaselineEvent = TrainingEvent | CalibratedEvent | FittedEvent;
