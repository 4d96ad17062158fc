/**
 * Ends a training once it only fits its own samples better: when the loss on validation samples has not
 * fallen for some epochs. The weights of the epoch with the lowest are kept; R and τ do not change in training.
 */
import * as z from 'zod';
import { explain, type Settings, whole } from '../core/settings/declare.ts';
import type { KeyPath } from '../core/settings/key-path.ts';
import { type SettingProblem, valueProblem } from '../core/settings/problem.ts';
import type { EngineNetwork, Vector } from '../engine/engine.ts';
import type { KeptEvent, TrainingEpochEvent } from './events.ts';
import { type Tensors, tensorData, vectorTensor } from './network.ts';

export const earlyStoppingSchema = z.strictObject({
  patience: explain(
    whole(1).nullable(),
    'Epochs in a row without a lower validation loss after which training ends; the weights of the epoch with the lowest are kept. null: all epochs, and the last weights. Takes validation samples (data.validationFraction).',
    'epochs',
  ).default(null),
});

/** When a training ends before its last epoch. */
export interface EarlyStoppingSettings extends Settings<typeof earlyStoppingSchema> {}

/** Settings of a training as far as they say when it ends; programs may leave them out. */
interface Ending {
  readonly earlyStopping?: EarlyStoppingSettings | undefined;
}

const patienceOf = ({ earlyStopping }: Ending): number | null => earlyStopping?.patience ?? null;

/** Without validation samples, nothing says when to end; null if there are some or none are needed. */
export function earlyStoppingProblem(
  settings: Ending,
  hasValidation: boolean,
  path: KeyPath,
): SettingProblem | null {
  const patience = patienceOf(settings);
  if (patience === null || hasValidation) return null;
  return valueProblem(
    [...path, 'earlyStopping', 'patience'],
    patience,
    'null where there are no validation samples',
    'Hold some out, e.g. data.validationFraction=0.2, or leave it out.',
  );
}

/** What of the state is no tensor. */
export interface EarlyStoppingState {
  /** The epoch with the lowest validation loss so far, from 1. */
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
  /** Whether the training has ended and its network has the weights of that epoch. */
  readonly ended: boolean;
  readonly [key: string]: number | boolean;
}

const TENSOR = 'best';

type Trained = Pick<EngineNetwork, 'weights'>;

/** Remembers the best epoch of a training. */
export class EarlyStopping {
  readonly #patience: number;
  #state: EarlyStoppingState | null;
  #weights: Vector | null;

  private constructor(patience: number, state: EarlyStoppingState | null, weights: Vector | null) {
    this.#patience = patience;
    this.#state = state;
    this.#weights = weights;
  }

  /** As a snapshot recorded it, if there is one; null where training is not to end early. */
  static create(
    settings: Ending,
    state: EarlyStoppingState | null = null,
    tensors: Tensors = {},
  ): EarlyStopping | null {
    const patience = patienceOf(settings);
    if (patience === null) return null;
    const weights = state === null || state.ended ? null : (tensorData(tensors, TENSOR) as Vector);
    return new EarlyStopping(patience, state, weights?.slice() ?? null);
  }

  get state(): EarlyStoppingState | null {
    return this.#state;
  }

  get tensors(): Tensors {
    return this.#weights === null ? {} : { [TENSOR]: vectorTensor(this.#weights) };
  }

  get ended(): boolean {
    return this.#state?.ended ?? false;
  }

  /**
   * Takes in an epoch; at the end of the training, gives the network the best weights.
   * @param average of the weights, which is what was validated, if there is one
   * @param isLast whether it is the last one anyway
   * @returns what was kept, at the end; otherwise null
   */
  see(
    { stage, epoch, epochs, validationLoss, validationAccuracy }: TrainingEpochEvent,
    network: Trained,
    average: { readonly values: Vector } | null,
    isLast: boolean,
  ): KeptEvent | null {
    const loss = validationLoss!;
    if (this.#state === null || loss < this.#state.loss) {
      this.#state = { epoch, loss, accuracy: validationAccuracy!, ended: false };
      this.#weights = (average?.values ?? network.weights).slice();
    }
    const best = this.#state;
    if (!isLast && epoch - best.epoch < this.#patience) return null;
    network.weights.set(this.#weights!);
    average?.values.set(this.#weights!);
    this.#weights = null;
    this.#state = { ...best, ended: true };
    return {
      event: 'kept',
      stage,
      epoch: best.epoch,
      epochs,
      trained: epoch,
      validationLoss: best.loss,
      validationAccuracy: best.accuracy,
    };
  }
}
