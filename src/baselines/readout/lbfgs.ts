/**
 * L-BFGS (Nocedal 1980) on a smooth convex function, one iteration at a time, to a gradient that is 0 but for
 * rounding: the optimum, so nothing depends on how it was found.
 */
import { MotifsmithError } from '../../core/errors.ts';
import { norm } from '../../core/math.ts';

export interface Objective {
  /** Value at x; writes the gradient. */
  evaluate(x: Float64Array, gradient: Float64Array): number;
  /** An approximate inverse Hessian, times v. */
  precondition(v: Float64Array): Float64Array;
}

/** Pairs of steps and changes of the gradient that are remembered. */
const MEMORY = 12;
/** Share of the promised decrease that a step must keep. */
const SUFFICIENT = 1e-4;
/** The value cannot be told to better than this, relative to it. */
const ROUNDING = 1e-13;
const MOST_HALVINGS = 50;
const MOST_ITERATIONS = 20_000;

/** Where a minimisation is: restoring it gives the same bits. */
export interface LbfgsState {
  readonly x: Float64Array;
  readonly steps: readonly Float64Array[];
  readonly changes: readonly Float64Array[];
  readonly iterations: number;
}

const dot = (a: Float64Array, b: Float64Array): number => {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
};

const add = (to: Float64Array, factor: number, v: Float64Array): void => {
  for (let k = 0; k < to.length; k++) to[k]! += factor * v[k]!;
};

export class Lbfgs {
  readonly #objective: Objective;
  readonly #tolerance: number;
  #x: Float64Array;
  #gradient: Float64Array;
  #value: number;
  #steps: Float64Array[];
  #changes: Float64Array[];
  #iterations: number;

  /** @param tolerance of the norm of the gradient */
  constructor(objective: Objective, tolerance: number, start: LbfgsState) {
    this.#objective = objective;
    this.#tolerance = tolerance;
    this.#x = start.x.slice();
    this.#steps = [...start.steps];
    this.#changes = [...start.changes];
    this.#iterations = start.iterations;
    this.#gradient = new Float64Array(this.#x.length);
    this.#value = objective.evaluate(this.#x, this.#gradient);
  }

  get x(): Float64Array {
    return this.#x;
  }

  get value(): number {
    return this.#value;
  }

  get gradientNorm(): number {
    return norm(this.#gradient);
  }

  get iterations(): number {
    return this.#iterations;
  }

  get finished(): boolean {
    return this.gradientNorm < this.#tolerance;
  }

  state(): LbfgsState {
    return {
      x: this.#x,
      steps: this.#steps,
      changes: this.#changes,
      iterations: this.#iterations,
    };
  }

  /** @throws MotifsmithError `numerical` if no step helps, or too many were taken */
  advance(): void {
    const direction = this.#direction();
    let slope = dot(direction, this.#gradient);
    if (!(slope < 0)) {
      this.#forget();
      direction.set(this.#objective.precondition(this.#gradient).map((each) => -each));
      slope = dot(direction, this.#gradient);
    }
    const gradient = new Float64Array(this.#x.length);
    for (let halving = 0; halving < MOST_HALVINGS; halving++) {
      const length = 2 ** -halving;
      const x = this.#x.slice();
      add(x, length, direction);
      const value = this.#objective.evaluate(x, gradient);
      const decreases = value <= this.#value + SUFFICIENT * length * slope;
      // Near the optimum only the gradient still tells.
      const levels =
        value <= this.#value + ROUNDING * Math.abs(this.#value) &&
        Math.abs(dot(gradient, direction)) < Math.abs(slope);
      if (!decreases && !levels) continue;
      this.#accept(x, gradient, value);
      return;
    }
    if (this.#steps.length === 0) this.#fail('no step decreases it');
    this.#forget();
  }

  #accept(x: Float64Array, gradient: Float64Array, value: number): void {
    const step = x.slice();
    add(step, -1, this.#x);
    const change = gradient.slice();
    add(change, -1, this.#gradient);
    if (dot(step, change) > 0) {
      this.#steps.push(step);
      this.#changes.push(change);
      if (this.#steps.length > MEMORY) {
        this.#steps.shift();
        this.#changes.shift();
      }
    }
    this.#x = x;
    this.#gradient = gradient;
    this.#value = value;
    this.#iterations += 1;
    if (this.#iterations > MOST_ITERATIONS) this.#fail(`after ${MOST_ITERATIONS} iterations`);
  }

  #forget(): void {
    this.#steps = [];
    this.#changes = [];
  }

  #fail(why: string): never {
    throw new MotifsmithError(
      'numerical',
      `The optimum was not found: ${why}; the gradient is ${this.gradientNorm.toExponential(2)}.`,
      { where: 'readout', remedy: 'Give a larger penalty.' },
    );
  }

  /** The two loops of L-BFGS, around the preconditioner. */
  #direction(): Float64Array {
    const [steps, changes] = [this.#steps, this.#changes];
    const v = this.#gradient.map((each) => -each);
    const inverse = steps.map((step, k) => 1 / dot(step, changes[k]!));
    const alpha = new Float64Array(steps.length);
    for (let k = steps.length - 1; k >= 0; k--) {
      alpha[k] = inverse[k]! * dot(steps[k]!, v);
      add(v, -alpha[k]!, changes[k]!);
    }
    const direction = this.#objective.precondition(v);
    for (let k = 0; k < steps.length; k++) {
      const beta = inverse[k]! * dot(changes[k]!, direction);
      add(direction, alpha[k]! - beta, steps[k]!);
    }
    return direction;
  }
}
