/** Whether a liquid tells its readout anything: one that is silent, or that does the same whatever comes in, does not. */
import { MotifsmithError } from '../../core/errors.ts';
import type { RecordedEvent } from '../events.ts';
import type { FittedSystem } from '../names.ts';

/** Spikes per neuron and step; liquids are usually calibrated to some 0.05. */
const QUIET_RATE = 0.002;

/** What to tell of it; null if there is nothing. */
export function quietLiquid(
  { meanRate, features, constant }: RecordedEvent,
  system: FittedSystem,
): MotifsmithError | null {
  if (meanRate >= QUIET_RATE && 2 * constant <= features) return null;
  const settings = `baselines.${system}`;
  const quiet = meanRate < QUIET_RATE;
  return new MotifsmithError(
    'usage',
    `The liquid ${quiet ? 'is nearly silent' : 'hardly depends on its input'}: ${meanRate} spikes per neuron and step on the training samples, and ${constant} of ${features} features are the same for all of them.`,
    {
      where: settings,
      remedy: quiet
        ? `Raise ${settings}.inputWeight, or lower ${settings}.threshold.`
        : `Try another ${settings}.inputWeight or ${settings}.threshold.`,
    },
  );
}
