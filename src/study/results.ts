/**
 * What a study comes to: `results.json`. Everything that its tables say, and nothing that depends on a
 * clock, so that a study that was killed and resumed leaves the same bytes as one that was not.
 */

export const RESULTS_FORMAT = 'motifsmith-study-results';
export const RESULTS_FORMAT_VERSION = 1;

/** Mean and sample standard deviation (n − 1) over the seeds; `std` is null for a single one. */
export interface MeanStd {
  readonly mean: number;
  readonly std: number | null;
}

/** Test accuracy over the finished seeds, as fractions. */
export interface AccuracyResults extends MeanStd {
  /** In the order of `seeds`. */
  readonly values: readonly number[];
  /** 95 % bootstrap interval of the mean; null for a single seed. */
  readonly interval: readonly [number, number] | null;
  readonly best: number;
}

/** A method against the reference, over the seeds that both have finished. */
export interface ReferenceComparison {
  /** Number of seeds that both have. */
  readonly pairs: number;
  /** Mean of method − reference, as a fraction. */
  readonly difference: number;
  /** 95 % interval of the mean difference by Student's t. */
  readonly interval: readonly [number, number] | null;
  /** Paired t test, two-sided. */
  readonly p: number | null;
  /** `p` after Holm's correction over all methods of the data set. */
  readonly adjusted: number | null;
  /** Exact sign-flip test, two-sided. */
  readonly permutation: number | null;
  /** Cohen's d_z with Hedges' correction. */
  readonly effectSize: number | null;
  /** Seeds that would resolve a difference of one percentage point (α 0.05, power 0.8). */
  readonly seedsForOnePoint: number | null;
}

/** One cut of the supernet: loss and accuracy on the validation half, before any further training. */
export interface GapResults extends MeanStd {
  /** `mean` and `std` are of the loss after the cut − before it. */
  readonly before: number;
  readonly after: number;
  /** Accuracy after the cut − before it. */
  readonly accuracy: MeanStd;
}

/** Recurrent connections of all SC-ML layers, means over the seeds. */
export interface ConnectionResults {
  readonly exc: number;
  readonly inh: number;
  readonly none: number;
  /** Synapses between layers, and recurrent ones of any kind that exist. */
  readonly feedforward: number;
  readonly recurrent: number;
}

/** What the supernets of a gradient search take. */
export interface SearchSpace {
  /** Architecture logits that are searched, of all layers. */
  readonly logits: number;
  /** Connections of all candidate sizes. */
  readonly connections: number;
  /** Recurrent edges, each shared by the candidates that have it. */
  readonly edges: number;
  /** What the search holds for its recurrence, as `search-space.ts` adds it up. */
  readonly bytes: number;
}

/** Gradient passes of a sample, the unit in which a search's budget is counted. */
export interface PassCounts {
  readonly search: number;
  readonly training: number;
}

/** Accuracy if one decides after so many steps, mean over the seeds. */
export interface DecisionResults {
  readonly stepMs: number;
  readonly steps: readonly number[];
  readonly accuracy: readonly number[];
}

/** One row of the tables. Figures are means over the finished seeds; null while there is none. */
export interface MethodResults {
  readonly method: string;
  readonly label: string;
  /** The built-in method that it is or that it changes. */
  readonly base: string;
  /** Whether an architecture was searched for. */
  readonly searched: boolean;
  /** Finished seeds, in the order of the study. */
  readonly seeds: readonly number[];
  readonly failed: readonly number[];
  /** Neither finished nor failed: the study is under way. */
  readonly missing: readonly number[];
  readonly accuracy: AccuracyResults | null;
  /** Null for the reference itself, and without a common seed. */
  readonly versusReference: ReferenceComparison | null;
  /** [seeds][SC-ML layers] */
  readonly motifSizes: readonly (readonly number[])[];
  readonly connections: ConnectionResults | null;
  readonly parameters: {
    readonly trainable: number;
    readonly fixed: number;
    readonly stored: number;
  } | null;
  /** Of an inference, i.e. of one sample. */
  readonly operations: { readonly ac: number; readonly mac: number } | null;
  /** Spikes of an inference. */
  readonly spikes: number | null;
  /** Mean over the hidden layers, nats: firing rates against the exponential distribution. */
  readonly divergence: number | null;
  readonly decision: DecisionResults | null;
  /** Null unless a supernet was cut. */
  readonly gaps: { readonly size: GapResults; readonly types: GapResults } | null;
  readonly space: SearchSpace | null;
  readonly passes: PassCounts | null;
}

/** Mean and standard deviation over the seeds, epoch by epoch. */
export interface Band {
  readonly mean: readonly number[];
  readonly std: readonly (number | null)[];
}

/** Validation loss by epoch of one stage; also the accuracy. */
export interface LossCurve extends Band {
  readonly stage: string;
  readonly epochs: readonly number[];
  readonly accuracy: Band;
}

/** What the search of one method went through, with or without intrinsic plasticity. */
export interface PlasticityCurves {
  readonly method: string;
  readonly label: string;
  readonly seeds: readonly number[];
  readonly stages: readonly LossCurve[];
  /** Loss on the validation half around the cuts, as in `MethodResults`. */
  readonly gaps: MethodResults['gaps'];
}

export interface DatasetResults {
  readonly name: string;
  /** Null until a first cell has begun. */
  readonly fingerprint: string | null;
  readonly trainSamples: number | null;
  readonly testSamples: number | null;
  readonly methods: readonly MethodResults[];
  /** `hrmas` and `hrmas-no-ip`; null unless the study has both. */
  readonly plasticity: { readonly on: PlasticityCurves; readonly off: PlasticityCurves } | null;
}

/** What `results.json` holds. */
export interface StudyResults {
  readonly format: typeof RESULTS_FORMAT;
  readonly formatVersion: typeof RESULTS_FORMAT_VERSION;
  readonly name: string;
  readonly reference: string;
  readonly datasets: readonly DatasetResults[];
}
