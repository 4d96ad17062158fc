/** Whether a liquid fires as often as it should once it is calibrated; fixed weights may not allow it. */
import { MotifsmithError } from '../../core/errors.ts';
import { rounded } from '../../training/figures.ts';
import type { CalibratedEvent } from '../events.ts';

/** A rate is far from its target by this factor. */
const FAR = 2;

/** What to tell of it; null if there is nothing. */
export function offTarget({ meanRate, targetRate }: CalibratedEvent): MotifsmithError | null {
  const loud = meanRate > FAR * targetRate;
  if (!loud && meanRate * FAR >= targetRate) return null;
  const what = loud
    ? 'it keeps itself firing, and its spikes tell little of the input'
    : 'most of its neurons may be silent';
  return new MotifsmithError(
    'usage',
    `The liquid fires ${rounded(meanRate)} spikes per neuron and step after calibration, not ${targetRate}: ${what}.`,
    {
      where: 'baselines.lsm',
      remedy: loud
        ? 'Set baselines.lsm.excitatoryWeight and inhibitoryWeight nearer to 0, or baselines.lsm.calibrate=plasticity.'
        : 'Raise baselines.lsm.inputWeight or inputFanOut.',
    },
  );
}
