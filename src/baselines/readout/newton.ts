/**
 * Truncated Newton's method on a smooth convex function: each step solves Newton's equation by conjugate gradients, as
 * well as is worth it, and shortens what it finds until the function decreases. It goes on to a gradient that is 0 but
 * for rounding: the optimum, so nothing depends on how it was found.
 */
import { MotifsmithError } from '../../core/errors.ts';
import { norm } from '../../core/math.ts';

/** A linear map. */
export type LinearMap = (v: Float64Array) => Float64Array;

export interface Objective {
  /** Value at x; writes the gradient. */
  evaluate(x: Float64Array, gradient: Float64Array): number;
  /** The Hessian at x, and an approximate inverse of it. */
  curvature(x: Float64Array): { readonly hessian: LinearMap; readonly inverse: LinearMap };
}

/** Newton's equation is solved to this share of the gradient, or less: to its root near the optimum. */
const ROUGHLY = 0.3;
/** No better than to this share of the tolerance. */
const WELL_ENOUGH = 0.3;
const MOST_PRODUCTS = 500;
/** Share of the promised decrease that a step must keep. */
const SUFFICIENT = 1e-4;
/** The value cannot be told to better than this, relative to it. */
const ROUNDING = 1e-13;
const MOST_HALVINGS = 50;
const MOST_ITERATIONS = 20_000;

/** How far Newton's equation has been solved. */
interface Inner {
  readonly step: Float64Array;
  readonly residual: Float64Array;
  readonly direction: Float64Array;
  /** Residual times preconditioned residual. */
  readonly size: number;
  readonly products: number;
}

/** Where a minimisation is: restoring it gives the same bits. */
export interface NewtonState {
  readonly x: Float64Array;
  readonly iterations: number;
  /** Null between two steps. */
  readonly inner: Inner | null;
}

export const startAt = (x: Float64Array): NewtonState => ({ x, iterations: 0, inner: null });

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
};

/** a + factor · b */
const sum = (a: Float64Array, factor: number, b: Float64Array): Float64Array =>
  a.map((each, k) => each + factor * b[k]!);

export class Newton {
  readonly #objective: Objective;
  readonly #tolerance: number;
  #state: NewtonState;
  #gradient: Float64Array;
  #value: number;
  #curvature: ReturnType<Objective['curvature']> | null = null;

  /** @param tolerance of the norm of the gradient */
  constructor(objective: Objective, tolerance: number, start: NewtonState) {
    this.#objective = objective;
    this.#tolerance = tolerance;
    this.#state = start;
    this.#gradient = new Float64Array(start.x.length);
    this.#value = objective.evaluate(start.x, this.#gradient);
  }

  get state(): NewtonState {
    return this.#state;
  }

  get value(): number {
    return this.#value;
  }

  get gradientNorm(): number {
    return norm(this.#gradient);
  }

  get finished(): boolean {
    return this.gradientNorm < this.#tolerance;
  }

  /**
   * One product with the Hessian, and the step if that was enough.
   * @throws MotifsmithError `numerical` if no step helps, or too many were taken
   */
  advance(): void {
    const { x, iterations } = this.#state;
    if (iterations >= MOST_ITERATIONS) this.#fail(`after ${MOST_ITERATIONS} iterations`);
    this.#curvature ??= this.#objective.curvature(x);
    const { hessian, inverse } = this.#curvature;
    const { step, residual, direction, size, products } = this.#state.inner ?? this.#begin(inverse);
    const bent = hessian(direction);
    const length = size / dot(direction, bent);
    const longer = sum(step, length, direction);
    const rest = sum(residual, -length, bent);
    this.#state = { x, iterations: iterations + 1, inner: null };
    if (norm(rest) <= this.#enough || products + 1 === MOST_PRODUCTS) {
      this.#take(longer);
      return;
    }
    const shown = inverse(rest);
    const next = dot(rest, shown);
    this.#state = {
      ...this.#state,
      inner: {
        step: longer,
        residual: rest,
        direction: sum(shown, next / size, direction),
        size: next,
        products: products + 1,
      },
    };
  }

  #begin(inverse: LinearMap): Inner {
    const residual = this.#gradient.map((each) => -each);
    const direction = inverse(residual);
    const size = dot(residual, direction);
    return { step: new Float64Array(residual.length), residual, direction, size, products: 0 };
  }

  /** Norm of the residual at which Newton's equation is solved well enough. */
  get #enough(): number {
    const size = this.gradientNorm;
    return Math.max(Math.min(ROUGHLY, Math.sqrt(size)) * size, WELL_ENOUGH * this.#tolerance);
  }

  #take(step: Float64Array): void {
    const { x } = this.#state;
    const slope = dot(step, this.#gradient);
    const gradient = new Float64Array(x.length);
    for (let halving = 0; halving < MOST_HALVINGS; halving++) {
      const length = 2 ** -halving;
      const reached = sum(x, length, step);
      const value = this.#objective.evaluate(reached, gradient);
      const decreases = value <= this.#value + SUFFICIENT * length * slope;
      // Near the optimum only the gradient still tells.
      const levels =
        value <= this.#value + ROUNDING * Math.abs(this.#value) &&
        Math.abs(dot(gradient, step)) < Math.abs(slope);
      if (!decreases && !levels) continue;
      this.#state = { ...this.#state, x: reached };
      this.#gradient = gradient;
      this.#value = value;
      this.#curvature = null;
      return;
    }
    this.#fail('no step decreases it');
  }

  #fail(why: string): never {
    throw new MotifsmithError(
      'numerical',
      `The optimum was not found: ${why}; the gradient is ${this.gradientNorm.toExponential(2)}.`,
      { where: 'readout', remedy: 'Give a larger penalty.' },
    );
  }
}
