/**
 * Fits a readout: tries each penalty on nine tenths of the training samples, takes the one that is best on the other
 * tenth, and fits again on all of them. Each `advance` is one iteration of the search for an optimum.
 */
import type { Json } from '../../core/json.ts';
import { argmax } from '../../model/supernet.ts';
import type { Tensor } from '../../training/job.ts';
import { type Tensors, tensorData, vectorTensor } from '../../training/network.ts';
import { GramSolver } from './gram.ts';
import { Newton, type NewtonState, startAt } from './newton.ts';
import { type LinearKind, type LinearReadout, readOut, readoutParameters } from './readout.ts';
import { ridge } from './ridge.ts';
import { type SeenAlong, seenAlong } from './softmax-preconditioner.ts';
import { type Labelled, softmaxObjective } from './softmax-regression.ts';
import { type FeatureRows, type Standard, standardised, standardOf } from './standardise.ts';

/** λ, the largest first: each optimum is a start for the next. */
const PENALTIES: Readonly<Record<LinearKind, readonly number[]>> = {
  softmax: [1, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5],
  ridge: [1e4, 1e3, 1e2, 1e1, 1, 1e-1, 1e-2],
};
/** Norm of the gradient at which an optimum is found: of the readout, and of those that are only compared. */
const OPTIMUM = 1e-8;
const COMPARED = 1e-5;

export interface ReadoutProblem {
  readonly kind: LinearKind;
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
  /** Null between two steps. */
  readonly inner: { readonly size: number; readonly products: number } | null;
  readonly [key: string]: Json;
}

/** What a fit came to. */
export interface FittedReadout {
  readonly readout: LinearReadout;
  readonly penalty: number;
  readonly gradientNorm: number;
  readonly iterations: number;
}

/** The samples of one fit, ready to compute with. */
interface Prepared {
  readonly standard: Standard;
  readonly problem: Labelled;
  /** What all penalties have in common: of ridge regression the equations, of softmax regression the directions. */
  readonly solver: GramSolver | null;
  readonly seen: SeenAlong | null;
}

export class ReadoutFit {
  readonly #given: ReadoutProblem;
  readonly #tried: TriedPenalty[];
  #prepared: { readonly refits: boolean; readonly samples: Prepared } | null = null;
  #search: Newton | null = null;
  /** Where the present search began or was interrupted. */
  #start: NewtonState;
  /** The optimum of the best penalty so far. */
  #best: Float64Array;
  #found: FittedReadout | null = null;

  constructor(given: ReadoutProblem, state: ReadoutFitState | null = null, tensors: Tensors = {}) {
    this.#given = given;
    this.#tried = [...(state?.tried ?? [])];
    const none = new Float64Array(readoutParameters(given.features.columns, given.classes));
    this.#start = state ? restored(state, tensors) : startAt(none);
    this.#best = state ? vector(tensors, 'best') : none;
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

  /** The best penalty that was tried so far; of equals the largest. */
  get #chosen(): number {
    return this.#tried.reduce((best, one) => (one.accuracy > best.accuracy ? one : best)).penalty;
  }

  /** Of the present fit. */
  get #penalty(): number {
    if (!this.#refits) return this.#penalties[this.#tried.length]!;
    return this.#given.penalty ?? this.#chosen;
  }

  advance(): void {
    if (this.#found !== null) return;
    const { problem, solver, seen } = this.#samples();
    const penalty = this.#penalty;
    if (solver !== null) {
      this.#conclude(ridge(problem, penalty, solver), 0, 1);
      return;
    }
    this.#search ??= new Newton(
      softmaxObjective(problem, seen!, penalty),
      this.#refits ? OPTIMUM : COMPARED,
      this.#start,
    );
    if (!this.#search.finished) this.#search.advance();
    const { state, gradientNorm, finished } = this.#search;
    if (finished) this.#conclude(state.x, gradientNorm, state.iterations);
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
    const isRidge = this.#given.kind === 'ridge';
    const solver = isRidge ? new GramSolver(x) : null;
    const samples = { standard, problem, solver, seen: isRidge ? null : seenAlong(x) };
    this.#prepared = { refits, samples };
    return samples;
  }

  #conclude(at: Float64Array, gradientNorm: number, iterations: number): void {
    const penalty = this.#penalty;
    const readout = this.#readout(at);
    this.#search = null;
    if (this.#refits) {
      this.#found = { readout, penalty, gradientNorm, iterations };
      this.#prepared = null;
      return;
    }
    this.#tried.push({ penalty, accuracy: this.#accuracy(readout) });
    if (this.#chosen === penalty) this.#best = at.slice();
    this.#start = startAt(this.#refits ? this.#best : at);
  }

  #readout(at: Float64Array): LinearReadout {
    const { kind, features, classes } = this.#given;
    const { standard } = this.#samples();
    const size = classes * features.columns;
    const bias = at.slice(size);
    const mean = bias.reduce((sum, each) => sum + each, 0) / classes;
    // Softmax does not see a constant in all of them.
    const centred = kind === 'softmax' ? bias.map((each) => each - mean) : bias;
    return { kind, standard, weights: at.slice(0, size), bias: centred };
  }

  #accuracy(readout: LinearReadout): number {
    const { features, labels, cut } = this.#given;
    const [held] = cut;
    const right = held.filter((k) => {
      const row = features.data.subarray(k * features.columns, (k + 1) * features.columns);
      return argmax(readOut(readout, row)) === labels[k];
    });
    return right.length / held.length;
  }

  state(): ReadoutFitState {
    const { iterations, inner } = this.#at;
    const part = inner && { size: inner.size, products: inner.products };
    return { tried: this.#tried, iterations, inner: part };
  }

  get tensors(): Record<string, Tensor> {
    const { x, inner } = this.#at;
    return {
      'fit.x': vectorTensor(x),
      'fit.best': vectorTensor(this.#best),
      ...(inner && {
        'fit.step': vectorTensor(inner.step),
        'fit.residual': vectorTensor(inner.residual),
        'fit.direction': vectorTensor(inner.direction),
      }),
    };
  }

  get #at(): NewtonState {
    return this.#search?.state ?? this.#start;
  }
}

const vector = (tensors: Tensors, name: string) =>
  tensorData(tensors, `fit.${name}`) as Float64Array;

const restored = ({ iterations, inner }: ReadoutFitState, tensors: Tensors): NewtonState => ({
  x: vector(tensors, 'x'),
  iterations,
  inner: inner && {
    ...inner,
    step: vector(tensors, 'step'),
    residual: vector(tensors, 'residual'),
    direction: vector(tensors, 'direction'),
  },
});
