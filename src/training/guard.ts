/**
 * Divergence is stopped where it starts. A loss that is not finite, or a weight that is not,
 * would otherwise spread silently: a spiking network with NaN weights never fires.
 */
import { MotifsmithError } from '../core/errors.ts';

/** Where in a run something happened; epoch and batch count from 1. */
export interface RunPosition {
  readonly stage: string;
  readonly epoch: number;
  readonly batch: number;
}

function diverged(what: string, { stage, epoch, batch }: RunPosition): never {
  throw new MotifsmithError('numerical', `Training diverged: ${what}.`, {
    where: `stage ${stage}, epoch ${epoch}, batch ${batch}`,
    remedy: 'Lower the learning rate, or set clipGradientNorm.',
  });
}

/** @throws MotifsmithError (`numerical`) if the value is NaN or infinite */
export function requireFinite(value: number, name: string, position: RunPosition): void {
  if (!Number.isFinite(value)) diverged(`${name} is ${value}`, position);
}

/** @throws MotifsmithError (`numerical`) naming the first entry that is NaN or infinite */
export function requireFiniteAll(
  values: ArrayLike<number>,
  name: string,
  position: RunPosition,
): void {
  for (let k = 0; k < values.length; k++) {
    if (!Number.isFinite(values[k]!)) diverged(`${name} ${k} is ${values[k]}`, position);
  }
}
