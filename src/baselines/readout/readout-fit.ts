/**
 * Fits a readout: tries each penalty on nine tenths of the training samples, takes the one that is best on the other
 * tenth, and fits again on all of them. Each `advance` is one iteration of the search for an optimum.
 */
import type { Json } from '../../core/json.ts';
import { argmax } from '../../model/supernet.ts';
import type { Tensor } from '../../training/job.ts';
import { type Tensors, tensorData, vectorTensor } from '../../training/network.ts';
import { GramSolver } from './gram.ts';
import { Lbfgs, type LbfgsState } from './lbfgs.ts';
import { type Readout, type ReadoutKind, readOut, readoutParameters } from './readout.ts';
import { ridge } from './ridge.ts';
import { type Labelled, softmaxObjective } from './softmax-regression.ts';
import { type FeatureRows, type Standard, standardised, standardOf } from './standardise.ts';

/** λ, the largest first: each optimum is a start for the next. */
const PENALTIES: Readonly<Record<ReadoutKind, readonly number[]>> = {
  softmax: [1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5],
  ridge: [1e4, 1e3, 1e2, 1e1, 1, 1e-1, 1e-2],
};
/** Norm of the gradient at which an optimum is found. */
const OPTIMUM = 1e-8;

export interface ReadoutProblem {
  readonly kind: ReadoutKind;
  /** One row a training sample. */
  readonly features: FeatureRows;
  /** [n] */
  readonly labels: ArrayLike<number>;
  readonly classes: number;
  /** λ; null for the best of several. */
  readonly penalty: number | null;
  /** The tenth on which penalties are compared, and the rest. */
  readonly cut: readonly [chosen: Uint32Array, rest: Uint32Array];
}

/** How one penalty did on the samples that it was not fitted to. */
export interface TriedPenalty {
  readonly penalty: number;
  readonly accuracy: number;
  readonly [key: string]: Json;
}

/** State of a fit besides its tensors. */
export interface ReadoutFitState {
  readonly tried: readonly TriedPenalty[];
  readonly iterations: number;
  readonly pairs: number;
  readonly [key: string]: Json;
}

/** What a fit came to. */
export interface FittedReadout {
  readonly readout: Readout;
  readonly penalty: number;
  readonly loss: number;
  readonly gradientNorm: number;
  readonly iterations: number;
}

/** The samples of one fit, ready to compute with. */
interface Prepared {
  readonly standard: Standard;
  readonly problem: Labelled;
  readonly solver: GramSolver;
}

export class ReadoutFit {
  readonly #given: ReadoutProblem;
  readonly #tried: TriedPenalty[];
  #prepared: { readonly refits: boolean; readonly samples: Prepared } | null = null;
  #search: Lbfgs | null = null;
  /** Where the present search began or was interrupted. */
  #start: LbfgsState;
  #found: FittedReadout | null = null;

  constructor(given: ReadoutProblem, state: ReadoutFitState | null = null, tensors: Tensors = {}) {
    this.#given = given;
    this.#tried = [...(state?.tried ?? [])];
    this.#start = state ? restored(state, tensors) : fresh(given);
  }

  get #penalties(): readonly number[] {
    return this.#given.penalty === null ? PENALTIES[this.#given.kind] : [];
  }

  /** Fits to do: one for each penalty that is tried, and the last one. */
  get fits(): number {
    return this.#penalties.length + 1;
  }

  get fitted(): number {
    return this.#tried.length + (this.#found === null ? 0 : 1);
  }

  get tried(): readonly TriedPenalty[] {
    return this.#tried;
  }

  get result(): FittedReadout | null {
    return this.#found;
  }

  get #refits(): boolean {
    return this.#tried.length === this.#penalties.length;
  }

  /** The best penalty that was tried; of equals the largest. */
  get #penalty(): number {
    if (!this.#refits) return this.#penalties[this.#tried.length]!;
    if (this.#given.penalty !== null) return this.#given.penalty;
    return this.#tried.reduce((best, one) => (one.accuracy > best.accuracy ? one : best)).penalty;
  }

  advance(): void {
    if (this.#found !== null) return;
    const { problem, solver } = this.#samples();
    const penalty = this.#penalty;
    if (this.#given.kind === 'ridge') {
      this.#conclude(ridge(problem, penalty, solver), 0, 0, 1);
      return;
    }
    this.#search ??= new Lbfgs(softmaxObjective(problem, penalty, solver), OPTIMUM, this.#start);
    const search = this.#search;
    if (!search.finished) search.advance();
    if (!search.finished) return;
    this.#conclude(search.x, search.value, search.gradientNorm, search.iterations);
  }

  #samples(): Prepared {
    const { features, labels, classes, cut } = this.#given;
    const refits = this.#refits;
    if (this.#prepared?.refits === refits) return this.#prepared.samples;
    const chosen = refits ? Uint32Array.from({ length: features.rows }, (_, k) => k) : cut[1];
    const standard = standardOf(features, chosen);
    const x = standardised(features, chosen, standard);
    const own = Uint32Array.from(chosen, (k) => labels[k]!);
    const problem = { x, labels: own, classes };
    const samples = { standard, problem, solver: new GramSolver(x) };
    this.#prepared = { refits, samples };
    return samples;
  }

  #conclude(at: Float64Array, loss: number, gradientNorm: number, iterations: number): void {
    const penalty = this.#penalty;
    const readout = this.#readout(at);
    this.#search = null;
    this.#start = { x: at.slice(), steps: [], changes: [], iterations: 0 };
    if (this.#refits) {
      this.#found = { readout, penalty, loss, gradientNorm, iterations };
      this.#prepared = null;
      return;
    }
    this.#tried.push({ penalty, accuracy: this.#accuracy(readout) });
  }

  #readout(at: Float64Array): Readout {
    const { kind, features, classes } = this.#given;
    const { standard } = this.#samples();
    const size = classes * features.columns;
    const bias = at.slice(size);
    const mean = bias.reduce((sum, each) => sum + each, 0) / classes;
    // Softmax does not see a constant in all of them.
    const centred = kind === 'softmax' ? bias.map((each) => each - mean) : bias;
    return { kind, standard, weights: at.slice(0, size), bias: centred };
  }

  #accuracy(readout: Readout): number {
    const { features, labels, cut } = this.#given;
    const [held] = cut;
    const right = held.filter((k) => {
      const row = features.data.subarray(k * features.columns, (k + 1) * features.columns);
      return argmax(readOut(readout, row)) === labels[k];
    });
    return right.length / held.length;
  }

  state(): ReadoutFitState {
    const { iterations, steps } = this.#at();
    return { tried: this.#tried, iterations, pairs: steps.length };
  }

  get tensors(): Record<string, Tensor> {
    const { x, steps, changes } = this.#at();
    const tensors: Record<string, Tensor> = { 'fit.x': vectorTensor(x) };
    steps.forEach((step, k) => {
      tensors[`fit.step.${k}`] = vectorTensor(step);
      tensors[`fit.change.${k}`] = vectorTensor(changes[k]!);
    });
    return tensors;
  }

  #at(): LbfgsState {
    return this.#search?.state() ?? this.#start;
  }
}

const fresh = ({ features, classes }: ReadoutProblem): LbfgsState => ({
  x: new Float64Array(readoutParameters(features.columns, classes)),
  steps: [],
  changes: [],
  iterations: 0,
});

function restored({ iterations, pairs }: ReadoutFitState, tensors: Tensors): LbfgsState {
  const vectors = (name: string) =>
    Array.from(
      { length: pairs },
      (_, k) => tensorData(tensors, `fit.${name}.${k}`) as Float64Array,
    );
  return {
    x: tensorData(tensors, 'fit.x') as Float64Array,
    steps: vectors('step'),
    changes: vectors('change'),
    iterations,
  };
}
