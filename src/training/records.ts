/**
 * What a training writes to files: small statistics, the evaluation and the census of a network.
 * The types are those of the schemas, so what is written is what can be read back.
 */
import { z } from 'zod';
import type { Infer } from '../core/schema.ts';
import { CONNECTION_TYPES } from '../model/connection-types.ts';
import { HISTOGRAM_BINS } from './histogram.ts';

/** A fraction, 0 to 1. */
export const fraction = z.number().min(0).max(1);
export const count = z.int().min(0);

/** Mean, standard deviation and range of a list of numbers. */
export const distributionSchema = z.object({
  mean: z.number(),
  std: z.number().min(0),
  min: z.number(),
  max: z.number(),
});

/** Counts in 20 bins of equal width from `from` to `to`. */
export const histogramSchema = z.object({
  /** Smallest and largest value. */
  from: z.number(),
  to: z.number(),
  /** [20] values in each bin, the last of which holds `to`; all in the first if they are equal. */
  counts: z.array(count).length(HISTOGRAM_BINS),
  mean: z.number(),
});
/** Counts in 20 bins of equal width from `from` to `to`. */
export type Histogram = Infer<typeof histogramSchema>;

export const evaluationSchema = z.object({
  samples: z.int().min(1),
  /** Mean of E over the samples (equation 30). */
  loss: z.number(),
  /** Fraction of samples classified correctly. */
  accuracy: fraction,
  /** [classes][classes] samples of the row's class that were classified as the column's. */
  confusion: z
    .array(z.array(count))
    .min(1)
    .refine(
      (rows) => rows.every(({ length }) => length === rows.length),
      'expected a square matrix',
    ),
  /** [layers] spikes per neuron and step, the output layer last. */
  firingRates: z.array(z.number().min(0)),
});
/** What an evaluation found. @interface */
export type Evaluation = Infer<typeof evaluationSchema>;

const typeCountsSchema = z.record(z.enum(CONNECTION_TYPES), count);
/** Number of connections of each type. @interface */
export type TypeCounts = Infer<typeof typeCountsSchema>;

const motifCensusSchema = z.object({
  /** Number of the hidden layer, from 0. */
  layer: count,
  motifSize: z.int().min(1),
  motifs: z.int().min(1),
  /** Positions of the topology that occur in the layer, v² intra and up to 2v inter. */
  intraPositions: typeCountsSchema,
  interPositions: typeCountsSchema,
  /** Connections in the whole layer, all motifs together. */
  intra: typeCountsSchema,
  inter: typeCountsSchema,
  total: typeCountsSchema,
});
/** Connections of one SC-ML layer. @interface */
export type MotifCensus = Infer<typeof motifCensusSchema>;

export const censusSchema = z.object({
  motifs: z.array(motifCensusSchema),
  /** Synapses between layers. */
  feedforward: count,
  /** Recurrent synapses that exist (exc, inh, and those of dense layers). */
  recurrent: count,
  /** Weights that training changes: feedforward, dense recurrent and excitatory; of other systems their own. */
  trainable: count,
});
/** Counts over a whole network. @interface */
export type Census = Infer<typeof censusSchema>;
