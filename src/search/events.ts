/**
 * The events that a search reports, line by line in `metrics.jsonl`, in addition to those of the
 * trainings within it. The types are those of the schemas, so what is written is what can be read back.
 */
import { z } from 'zod';
import type { Json } from '../core/json.ts';
import type { Infer } from '../core/schema.ts';
import { architectureSchema } from '../model/architecture-schema.ts';
import { eventPlace, probeSchema, type TrainingEvent } from '../training/events.ts';
import { censusSchema, count, distributionSchema, fraction } from '../training/records.ts';

const motifSize = z.int().min(1);

const supernetFiguresSchema = z.object({
  loss: z.number(),
  accuracy: fraction,
  /** On the other half of the training set. */
  validationLoss: z.number(),
  validationAccuracy: fraction,
  /** [layers] spikes per neuron and step, the output layer last. */
  firingRates: z.array(z.number().min(0)),
  gradientNorm: z.number().min(0),
  architectureGradientNorm: z.number().min(0),
  /** Searched layers. */
  layers: z.array(
    z.object({
      layer: count,
      sizes: z.array(motifSize),
      /** [sizes] */
      sizeProbabilities: z.array(fraction),
      /** Mean entropy of the type distributions, nats: ln 3 undecided, 0 decided. */
      typeEntropy: z.number().min(0),
    }),
  ),
  /** R and τ of recurrent layers, τ in steps. */
  intrinsic: z.array(
    z.object({
      layer: count,
      resistance: distributionSchema.nullable(),
      tau: distributionSchema.nullable(),
    }),
  ),
});
/**
 * Figures of the supernet: means over an iteration or an epoch, and the state at its end.
 *
 * @interface
 */
export type SupernetFigures = Infer<typeof supernetFiguresSchema>;

const supernetPlace = {
  ...eventPlace,
  stage: z.enum(['size', 'types']),
  learningRate: z.number().min(0),
};

export const iterationSchema = z.object({
  event: z.literal('iteration'),
  ...supernetPlace,
  /** Within the stage, from 1. */
  iteration: z.int().min(1),
  ...supernetFiguresSchema.shape,
});
/** One iteration of a gradient search. @interface */
export type IterationEvent = Infer<typeof iterationSchema>;

export const searchEpochSchema = z.object({
  event: z.literal('epoch'),
  ...supernetPlace,
  /** Epochs of the stage. */
  epochs: z.int().min(1),
  ...supernetFiguresSchema.shape,
});
/** The end of an epoch of the supernet. @interface */
export type SearchEpochEvent = Infer<typeof searchEpochSchema>;

export const searchProbeSchema = probeSchema.extend({
  stage: supernetPlace.stage,
  /** Searched layers; sizes above 64 are left out. */
  types: z.array(
    z.object({
      layer: count,
      sizes: z.array(
        z.object({
          size: motifSize,
          /** [v² + 2v][3] exc, inh, none at each position, in the order of `typesByPosition`. */
          probabilities: z.array(z.array(fraction).length(3)),
        }),
      ),
    }),
  ),
});
/** A look into the supernet at the end of an epoch. @interface */
export type SearchProbeEvent = Infer<typeof searchProbeSchema>;

const measureSchema = z.object({ loss: z.number(), accuracy: fraction });
/** Figures on the validation half. @interface */
export type Measure = Infer<typeof measureSchema>;

export const cutSchema = z.object({
  /** Stage that the cut ends. */
  stage: supernetPlace.stage,
  before: measureSchema,
  after: measureSchema,
});
/**
 * How much a supernet loses when it is cut to what is most probable, before any further training.
 *
 * @interface
 */
export type Cut = Infer<typeof cutSchema>;

const { intra, inter } = censusSchema.shape.motifs.element.shape;

export const cutEventSchema = z.object({
  event: z.literal('cut'),
  ...cutSchema.shape,
  /** Layers after the cut; connections once their types are decided. */
  layers: z.array(
    z.object({ layer: count, motifSize, intra: intra.optional(), inter: inter.optional() }),
  ),
});
/** A cut of the supernet. @interface */
export type CutEvent = Infer<typeof cutEventSchema>;

const costsSchema = z.object({
  /** Recurrent connections of the motif layers. */
  connections: z.number().min(0),
  /** Of the hidden layers, on the validation half. */
  spikes: z.number().min(0),
  /** Synaptic operations; left out where they have no price. */
  synops: z.number().min(0).optional(),
});
/** What a network takes, each as a share of the most that the search space allows. @interface */
export type Costs = Infer<typeof costsSchema>;

const triedSchema = {
  /** From 1. */
  candidate: z.int().min(1),
  /** For each SC-ML layer in order. */
  motifs: z.array(z.object({ size: motifSize, proportions: z.record(z.string(), fraction) })),
  /** Those of earlier rounds included. */
  updates: count,
  /** Round of successive halving that it reached, from 1; left out where there is a single one. */
  round: z.int().min(1).optional(),
  /** Left out where the objective is accuracy alone. */
  costs: costsSchema.optional(),
  /** On the validation half with the weights of a supernet, before training; left out unless measured. */
  supernet: measureSchema.optional(),
};

export const candidateSchema = z.object({ ...triedSchema, validation: measureSchema });
/** One architecture that a strategy tried. @interface */
export type Candidate = Infer<typeof candidateSchema>;

export const candidateEventSchema = z.object({
  event: z.literal('candidate'),
  stage: z.enum(['candidates', 'finalists']),
  ...triedSchema,
  validationLoss: z.number(),
  validationAccuracy: fraction,
});
/** One architecture that a strategy trained and compared. @interface */
export type CandidateEvent = Infer<typeof candidateEventSchema>;

export const architectureEventSchema = z.object({
  event: z.literal('architecture'),
  architecture: architectureSchema,
});
/** What the strategy found. @interface */
export type ArchitectureEvent = Infer<typeof architectureEventSchema>;

export const strategySchema = z.object({
  event: z.literal('strategy'),
  stage: z.string(),
  /** Says which of the strategy's figures these are, e.g. `try`. */
  name: z.string().min(1),
  figures: z.record(z.string(), z.json() as z.ZodType<Json>),
});
/**
 * Figures of a strategy that is not part of the package. Readers keep them and plot the numbers among
 * them; what they mean is known only to the strategy.
 *
 * @interface
 */
export type StrategyEvent = Infer<typeof strategySchema>;

/** What a search reports. */
export type SearchEvent =
  | TrainingEvent
  | IterationEvent
  | SearchEpochEvent
  | SearchProbeEvent
  | CutEvent
  | CandidateEvent
  | ArchitectureEvent
  | StrategyEvent;
