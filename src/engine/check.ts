/** Refuses samples that do not fit the network before any arithmetic sees them. */
import { MotifsmithError } from '../core/errors.ts';
import type { EventSample } from '../data/events/sample.ts';
import type { Coupling } from '../model/edges.ts';

/** @throws MotifsmithError (`data`) if a channel is not one of the network's inputs */
export function checkChannels(channels: ArrayLike<number>, inputs: number, where: string): void {
  for (let e = 0; e < channels.length; e++) {
    if (!(channels[e]! >= 0 && channels[e]! < inputs)) {
      throw new MotifsmithError(
        'data',
        `channel ${channels[e]} of a network with ${inputs} inputs`,
        {
          where: `${where}, event ${e}`,
          remedy: 'build the network with the number of channels that the data have',
        },
      );
    }
  }
}

/**
 * @param classes number of output neurons, or null where labels do not matter
 * @throws MotifsmithError (`data`) naming the sample by its number in the batch
 */
export function checkSamples(
  samples: readonly EventSample[],
  inputs: number,
  classes: number | null,
): void {
  if (samples.length === 0) {
    throw new MotifsmithError('data', 'there are no samples', {
      remedy: 'give at least one sample',
    });
  }
  samples.forEach(({ steps, offsets, channels, label }, b) => {
    const where = `sample ${b}`;
    if (!(Number.isSafeInteger(steps) && steps >= 1 && offsets.length === steps + 1)) {
      throw new MotifsmithError(
        'data',
        `a sample of ${steps} steps with ${offsets.length} offsets`,
        { where, remedy: 'give at least one step, and one offset more than steps' },
      );
    }
    if (classes !== null && !(Number.isSafeInteger(label) && label >= 0 && label < classes)) {
      throw new MotifsmithError('data', `label ${label} of a network with ${classes} classes`, {
        where,
        remedy: 'build the network with the number of classes that the data have',
      });
    }
    checkChannels(channels, inputs, where);
  });
}

/** @throws MotifsmithError (`internal`) unless the coupling has one entry an edge */
export function checkCoupling({ gain, offset }: Coupling, edges: number, layer: number): void {
  if (gain.length !== edges || offset.length !== edges) {
    throw new MotifsmithError('internal', `a coupling for layer ${layer} needs ${edges} edges`);
  }
}
