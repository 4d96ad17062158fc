/**
 * The results of a study: `results.json`. Everything that its tables say, and nothing that depends on a
 * clock, so that a study that was killed and resumed leaves the same bytes as one that was not.
 */
import { z } from 'zod';
import type { Infer } from '../core/schema.ts';
import { count, fraction } from '../training/records.ts';

const amount = z.number().min(0);
const seeds = z.array(count);
const std = amount.nullable();

const meanStdSchema = z.object({
  mean: z.number(),
  /** Null for a single seed. */
  std,
});
/** Mean and sample standard deviation (n − 1) over the seeds. */
export type MeanStd = Infer<typeof meanStdSchema>;

/** Both ends of an interval; null where there are too few seeds for one. */
const intervalSchema = z.tuple([z.number(), z.number()]).nullable();

const accuracySchema = meanStdSchema.extend({
  /** In the order of `seeds`. */
  values: z.array(fraction).min(1),
  /** 95 % interval of the mean by Student's t, of folds by the corrected resampled t; null for a single seed or fold. */
  interval: intervalSchema,
  best: fraction,
});
/** Test accuracy over the finished seeds, as fractions. */
export type AccuracyResults = Infer<typeof accuracySchema>;

/** A method against the reference, over the seeds that both have finished. */
const comparisonSchema = z.object({
  /** Number of seeds that both have; with folds, of runs. */
  pairs: count,
  /** Mean of method − reference, as a fraction. */
  difference: z.number(),
  /** 95 % interval of the mean difference by Student's t. */
  interval: intervalSchema,
  /** Paired t test, two-sided; of folds corrected for the overlap of their training sets. */
  p: fraction.nullable(),
  /** `p` after Holm's correction over all methods of the data set. */
  adjusted: fraction.nullable(),
  /** Exact sign-flip test, two-sided; null for folds, which are not independent. */
  permutation: fraction.nullable(),
  /** Cohen's d_z with Hedges' correction. */
  effectSize: z.number().nullable(),
  /** Seeds that would resolve a difference of one percentage point (α 0.05, power 0.8); null for folds. */
  seedsForOnePoint: z.number().nullable(),
});

/** `mean` and `std` are of the loss after the cut − before it. */
const gapSchema = meanStdSchema.extend({
  before: z.number(),
  after: z.number(),
  /** Accuracy after the cut − before it. */
  accuracy: meanStdSchema,
});
/** One cut of the supernet: loss and accuracy on the validation half, before any further training. */
export type GapResults = Infer<typeof gapSchema>;

const gapsSchema = z.object({ size: gapSchema, types: gapSchema }).nullable();

const connectionsSchema = z.object({
  exc: amount,
  inh: amount,
  none: amount,
  /** Synapses between layers, and recurrent ones of any kind that exist. */
  feedforward: amount,
  recurrent: amount,
});
/** Recurrent connections of all SC-ML layers, means over the seeds. */
export type ConnectionResults = Infer<typeof connectionsSchema>;

const spaceSchema = z.object({
  /** Architecture logits that are searched, of all layers. */
  logits: count,
  /** Connections of all candidate sizes. */
  connections: count,
  /** Recurrent edges, each shared by the candidates that have it. */
  edges: count,
  /** What the search holds for its recurrence, as `search-space.ts` adds it up. */
  bytes: amount,
});
/** What the supernets of a gradient search take. */
export type SearchSpace = Infer<typeof spaceSchema>;

const passesSchema = z.object({ search: amount, training: amount });
/** Gradient passes of a sample, the unit in which a search's budget is counted. */
export type PassCounts = Infer<typeof passesSchema>;

const decisionSchema = z.object({
  stepMs: z.number().gt(0),
  steps: z.array(z.number()),
  accuracy: z.array(fraction),
});
/** Accuracy of a decision after a number of steps, mean over the seeds. */
export type DecisionResults = Infer<typeof decisionSchema>;

const similaritySchema = z.object({
  /** Pairs of seeds, times SC-ML layers. */
  pairs: count,
  /** Those of the same motif size, which alone agree position by position. */
  sameSize: count,
  /** Mean share of positions with the same type; null without a pair of the same size. */
  agreement: fraction.nullable(),
  /** Mean of Cohen's kappa; 0 is what chance gives. */
  kappa: z.number().nullable(),
  /** Mean likeness of the shares of the types; 1: the same. */
  proportions: fraction,
  /** Mean likeness of the distributions of inputs over neurons; 1: the same. */
  degrees: fraction,
});
/** How alike the motifs are that a method has with different seeds. */
export type SimilarityResults = Infer<typeof similaritySchema>;

const rankingSchema = z.object({
  /** Motifs compared in a run, mean over the runs. */
  motifs: amount,
  /** Kendall's τ between the accuracy with the supernet's weights and that after training, of each run. */
  tau: meanStdSchema,
});
/** How well a supernet ranks the motifs that were sampled from it. */
export type RankingResults = Infer<typeof rankingSchema>;

const crossValidationSchema = z.object({
  folds: z.int().min(2),
  /** Over all samples, each tested once, of each seed that has finished every fold; null while none has. */
  pooled: meanStdSchema.extend({ seeds, values: z.array(fraction).min(1) }).nullable(),
  /** Those that have finished with any seed; `mean` and `std` are over the seeds. */
  each: z.array(meanStdSchema.extend({ fold: z.int().min(1), testSamples: count })),
  /** Standard deviation of the means of the folds. */
  stdOverFolds: std,
});
/** Accuracies of a method whose data are divided into folds. */
export type CrossValidationResults = Infer<typeof crossValidationSchema>;

const methodResultsSchema = z.object({
  method: z.string(),
  label: z.string(),
  /** The built-in method that it is or that it changes. */
  base: z.string(),
  /** Whether an architecture was searched for. */
  searched: z.boolean(),
  /** Finished seeds, in the order of the study; with folds, the seed of each finished run. */
  seeds,
  /** With folds, the fold of each finished run. */
  folds: z.array(z.int().min(1)).optional(),
  failed: seeds,
  /** Neither finished nor failed: the study is under way. */
  missing: seeds,
  accuracy: accuracySchema.nullable(),
  /** Mean over the classes of the share recognised of each; left out where the classes of the test are even. */
  balancedAccuracy: meanStdSchema.optional(),
  /** Null for the reference itself, and without a common seed. */
  versusReference: comparisonSchema.nullable(),
  /** [seeds][SC-ML layers] */
  motifSizes: z.array(z.array(z.int().min(1))),
  connections: connectionsSchema.nullable(),
  parameters: z.object({ trainable: amount, fixed: amount, stored: amount }).nullable(),
  /** Of an inference, i.e. of one sample. */
  operations: z.object({ ac: amount, mac: amount }).nullable(),
  /** Spikes of an inference. */
  spikes: amount.nullable(),
  /** Mean over the hidden layers, nats: firing rates against the exponential distribution. */
  divergence: amount.nullable(),
  decision: decisionSchema.nullable(),
  /** Null unless a supernet was cut. */
  gaps: gapsSchema,
  space: spaceSchema.nullable(),
  passes: passesSchema.nullable(),
  /** (a − r) / r, r being the mean accuracy of random motifs; null without them, and in version 0.1. */
  gain: z.number().nullable().default(null),
  /** Null for fewer than two seeds with motifs, and in version 0.1. */
  similarity: similaritySchema.nullable().default(null),
  /** Null unless finalists were measured with the weights of the supernet. */
  ranking: rankingSchema.nullable().default(null),
  /** Left out without folds. */
  crossValidation: crossValidationSchema.optional(),
});
/** One row of the tables. Figures are means over the finished seeds; null while there is none. */
export type MethodResults = Infer<typeof methodResultsSchema>;

const bandSchema = z.object({ mean: z.array(z.number()), std: z.array(std) });
/** Mean and standard deviation over the seeds, epoch by epoch. */
export type Band = Infer<typeof bandSchema>;

const lossCurveSchema = z.object({
  stage: z.string(),
  epochs: z.array(z.int().min(1)),
  ...bandSchema.shape,
  accuracy: bandSchema,
});
/** Validation loss by epoch of one stage; also the accuracy. */
export type LossCurve = Infer<typeof lossCurveSchema>;

const curvesSchema = z.object({
  method: z.string(),
  label: z.string(),
  seeds,
  stages: z.array(lossCurveSchema),
  /** Loss on the validation half around the cuts, as in `MethodResults`. */
  gaps: gapsSchema,
});
/** The progress of one method's search, with or without intrinsic plasticity. */
export type PlasticityCurves = Infer<typeof curvesSchema>;

const frontPointSchema = z.object({
  method: z.string(),
  label: z.string(),
  seed: count,
  fold: z.int().min(1).optional(),
  /** On validation samples, as are the operations. */
  accuracy: fraction,
  /** Accumulations of an inference. */
  synops: amount,
  /** Of these, those that hidden neurons cause. */
  hidden: amount,
  /** Recurrent ones. */
  connections: count,
  /** Accuracy on the test samples, which plays no part. */
  test: fraction,
  onFront: z.boolean(),
});
/** A network, and whether another beats it in accuracy, operations and connections at once. */
export type FrontPoint = Infer<typeof frontPointSchema>;
const anytimeSchema = z.object({
  method: z.string(),
  label: z.string(),
  runs: z.int().min(1),
  /** At equal distances up to the budget. */
  points: z.array(
    z.object({
      /** Gradient passes of a sample spent. */
      passes: amount,
      /** Highest validation accuracy so far of the supernet, and of a network with decided connections. */
      supernet: meanStdSchema.nullable(),
      network: meanStdSchema.nullable(),
    }),
  ),
});
/** What a search had in hand after how much of its budget, over the seeds. */
export type AnytimeCurve = Infer<typeof anytimeSchema>;

const landscapeSchema = z.object({
  method: z.string(),
  label: z.string(),
  motifs: count,
  mean: fraction,
  /** Of the accuracies over the motifs. */
  std: amount,
  /** Least, lower quartile, median, upper quartile, greatest. */
  quantiles: z.tuple([fraction, fraction, fraction, fraction, fraction]),
  /** Standard deviation of one motif over seeds; null where it was not measured. */
  noise: amount.nullable(),
  /** Of the motifs themselves: √(std² − noise²). */
  spread: amount.nullable(),
  /** What the best of the motifs is worth without luck. */
  ceiling: z.number().nullable(),
});
/** Accuracies of random motifs of equal density: what a search could reach. */
export type LandscapeResults = Infer<typeof landscapeSchema>;

const datasetResultsSchema = z.object({
  name: z.string(),
  /** Of the first run, with folds of its fold; null until a first cell has started. */
  fingerprint: z.string().nullable(),
  trainSamples: count.nullable(),
  /** With folds, of all of them together. */
  testSamples: count.nullable(),
  methods: z.array(methodResultsSchema),
  /** `hrmas` and `hrmas-no-ip`; null unless the study has both. */
  plasticity: z.object({ on: curvesSchema, off: curvesSchema }).nullable(),
  /** Networks by method and seed; left out where none was evaluated on validation samples. */
  front: z.array(frontPointSchema).min(1).optional(),
  /** Of the searches; empty in version 0.1. */
  anytime: z.array(anytimeSchema).default([]),
  /** Null unless the study has `even-motif`, and in version 0.1. */
  landscape: landscapeSchema.nullable().default(null),
});
export type DatasetResults = Infer<typeof datasetResultsSchema>;

export const studyResultsSchema = z.object({
  format: z.literal('motifsmith-study-results'),
  formatVersion: z.literal(1),
  name: z.string(),
  reference: z.string(),
  datasets: z.array(datasetResultsSchema),
});
/** What `results.json` holds. */
export type StudyResults = Infer<typeof studyResultsSchema>;
