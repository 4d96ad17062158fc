/**
 * What a network is, as plain data: what a search finds, what `architecture.json` contains and
 * what the engines build. The schema is the declaration; it is separate from all code that computes, so
 * that programs that read no files need not load zod.
 */
import * as z from 'zod/mini';
import type { Infer } from '../core/schema.ts';
import { BOUNDARIES, CONNECTION_TYPES } from './connection-types.ts';
import type { NeuronModel } from './neuron.ts';
import { READOUTS } from './readout.ts';

const boundarySchema = z.enum(BOUNDARIES);
/** Whether the first and the last motif of a layer have one neighbour each, or each other as well. @useDeclaredType */
export type Boundary = Infer<typeof boundarySchema>;

const motifSchema = z.strictObject({
  /** v, neurons in a motif. */
  size: z.int(),
  /** [v][v] `intra[p][q]`: from position q to position p of the same motif. */
  intra: z.array(z.array(z.enum(CONNECTION_TYPES))),
  /** [v][2] `inter[p][d]`: to position p, from position p of the motif before (d = 0) or after (1). */
  inter: z.array(z.array(z.enum(CONNECTION_TYPES))),
  /** [v] steps: where R and τ of the neurons at each position start; all at τm if left out. */
  tau: z.optional(z.array(z.number())),
});
/** The types, and perhaps time constants, that every motif of a layer shares. @interface */
export type MotifTopology = Infer<typeof motifSchema>;

const neuronSchema = z.strictObject({
  tauMembrane: z.number(),
  tauSynapse: z.number(),
  threshold: z.number(),
  inhibitoryWeight: z.number(),
} satisfies Record<keyof NeuronModel, unknown>);

/** τs of a layer, steps: the filter of all that its neurons receive; the network's if left out. */
const ownTauSynapse = z.optional(z.number());

const feedforwardSchema = z.strictObject({
  kind: z.literal('feedforward'),
  neurons: z.int(),
  tauSynapse: ownTauSynapse,
});
/** A layer without recurrence. @interface */
export type FeedforwardLayer = Infer<typeof feedforwardSchema>;

const denseSchema = z.strictObject({
  kind: z.literal('dense'),
  neurons: z.int(),
  tauSynapse: ownTauSynapse,
});
/** Every neuron receives from every neuron of the layer; weights of either sign, all trained. @interface */
export type DenseLayer = Infer<typeof denseSchema>;

const motifLayerSchema = z.strictObject({
  kind: z.literal('scml'),
  neurons: z.int(),
  motif: motifSchema,
  boundary: boundarySchema,
  tauSynapse: ownTauSynapse,
});
/** A discrete SC-ML layer. @interface */
export type MotifLayer = Infer<typeof motifLayerSchema>;

const supernetSchema = z.strictObject({
  kind: z.literal('supernet'),
  neurons: z.int(),
  /** Candidate motif sizes, ascending. */
  sizes: z.array(z.int()),
  boundary: boundarySchema,
  /** Whether inter-motif (lateral) connections are in the search space. */
  lateral: z.boolean(),
  /** [largest size][C] steps: time constants that each position may have; τm if left out. */
  tauCandidates: z.optional(z.array(z.array(z.number()))),
});
/** An SC-ML layer whose motif size and connection types are still being searched. @interface */
export type SupernetLayer = Infer<typeof supernetSchema>;

const hiddenSchema = z.discriminatedUnion('kind', [
  feedforwardSchema,
  denseSchema,
  motifLayerSchema,
  supernetSchema,
]);
/** A hidden layer of any kind. */
export type HiddenLayer = FeedforwardLayer | DenseLayer | MotifLayer | SupernetLayer;

/** Shapes only: what they must satisfy together, `validateArchitecture` checks. */
export const architectureSchema = z.strictObject({
  /** Input channels. */
  inputs: z.int(),
  hidden: z.array(hiddenSchema),
  /** Output neurons, one for each class. */
  outputs: z.int(),
  neuron: neuronSchema,
  /** Whether neurons have a bias: a parameter like R and τ, or `trained` like a weight. */
  bias: z.optional(z.union([z.literal(true), z.literal('trained')])),
  /** What the output neurons are; `spiking` if left out. */
  readout: z.optional(z.enum(READOUTS)),
});
/** A whole network as plain data: what `architecture.json` holds. @interface */
export type Architecture = Infer<typeof architectureSchema>;
