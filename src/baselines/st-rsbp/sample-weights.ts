/** How much each training sample counts: more, the more often it and its class are mistaken (the published “boost”). */
import { exp } from '../../core/math.ts';
import { classCounts } from '../../data/events/class-balance.ts';
import type { SampleSource } from '../../data/events/sample-source.ts';
import { balancedWeights } from '../../training/class-weights.ts';
import { type Tensors, tensorData, vectorTensor } from '../../training/network.ts';
import type { TrainingSettings } from '../../training/settings.ts';

const NAMES = { weights: 'samples.weights', mistaken: 'samples.mistaken' } as const;

export class SampleWeights {
  readonly #train: SampleSource;
  readonly #classes: number;
  /** [n] */
  readonly values: Float64Array;
  /** [n] 1 for a sample that was classified wrongly in this epoch. */
  readonly #mistaken: Uint32Array;

  constructor(train: SampleSource, classes: number, { classWeights }: TrainingSettings) {
    this.#train = train;
    this.#classes = classes;
    const own = classWeights === 'none' ? null : balancedWeights(classCounts(train, classes));
    const weightOf = (_: unknown, k: number) => own?.[train.label(k)] ?? 1;
    this.values = Float64Array.from({ length: train.length }, weightOf);
    this.#mistaken = new Uint32Array(train.length);
  }

  see(sample: number, isCorrect: boolean): void {
    this.#mistaken[sample] = isCorrect ? 0 : 1;
  }

  /** At the end of an epoch: mistaken samples times e^(boost · share of the weight of their class that was mistaken). */
  boost(boost: number): void {
    const label = (k: number) => this.#train.label(k);
    const all = new Float64Array(this.#classes);
    const wrong = new Float64Array(this.#classes);
    this.values.forEach((weight, k) => {
      all[label(k)]! += weight;
      if (this.#mistaken[k] === 1) wrong[label(k)]! += weight;
    });
    this.#mistaken.forEach((isMistaken, k) => {
      if (isMistaken === 1) this.values[k]! *= exp((boost * wrong[label(k)]!) / all[label(k)]!);
    });
    this.#mistaken.fill(0);
  }

  get tensors(): Tensors {
    const mistaken = { shape: [this.#mistaken.length], data: this.#mistaken.slice() };
    return { [NAMES.weights]: vectorTensor(this.values), [NAMES.mistaken]: mistaken };
  }

  /** @throws MotifsmithError (`artifact`) if a tensor is missing */
  restore(tensors: Tensors): void {
    this.values.set(tensorData(tensors, NAMES.weights));
    this.#mistaken.set(tensorData(tensors, NAMES.mistaken));
  }
}
