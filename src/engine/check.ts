/** Refuses samples that do not fit the network before any arithmetic sees them. */
import { MotifsmithError } from '../core/errors.ts';
import type { EventSample } from '../data/events/sample.ts';
import type { Coupling } from '../model/edges.ts';
import type { NetworkShape } from '../model/shape.ts';
import type { StreamState } from './engine.ts';

/** @throws MotifsmithError (`data`) if a channel is not one of the network's inputs */
export function checkChannels(channels: ArrayLike<number>, inputs: number, where: string): void {
  for (let e = 0; e < channels.length; e++) {
    if (!(channels[e]! >= 0 && channels[e]! < inputs)) {
      throw new MotifsmithError(
        'data',
        `There is no channel ${channels[e]} in a network of ${inputs} inputs.`,
        {
          where: `${where}, event ${e}`,
          remedy: 'Build the network with as many inputs as the data have channels.',
        },
      );
    }
  }
}

/**
 * @param classes number of output neurons, or null if labels are not used
 * @throws MotifsmithError (`data`) naming the sample by its number in the batch
 */
export function checkSamples(
  samples: readonly EventSample[],
  inputs: number,
  classes: number | null,
): void {
  if (samples.length === 0) {
    throw new MotifsmithError('data', 'There are no samples.', {
      remedy: 'Give at least one sample.',
    });
  }
  samples.forEach(({ steps, offsets, channels, label }, b) => {
    const where = `sample ${b}`;
    if (!(Number.isSafeInteger(steps) && steps >= 1 && offsets.length === steps + 1)) {
      throw new MotifsmithError(
        'data',
        `A sample of ${steps} steps has ${offsets.length} offsets.`,
        { where, remedy: 'Give at least one step, and one offset more than steps.' },
      );
    }
    if (classes !== null && !(Number.isSafeInteger(label) && label >= 0 && label < classes)) {
      throw new MotifsmithError(
        'data',
        `There is no label ${label} in a network of ${classes} classes.`,
        {
          where,
          remedy: 'Build the network with as many classes as the data have.',
        },
      );
    }
    checkChannels(channels, inputs, where);
  });
}

/** @throws MotifsmithError (`usage`) unless a state has the sizes of the network, and only spikes of its neurons */
export function checkStreamState(
  { layers, scores }: StreamState,
  { layers: shapes }: Pick<NetworkShape, 'layers'>,
): void {
  const fits = layers.every(({ current, potential, psc, spikes }, l) => {
    const neurons = shapes[l]?.neurons ?? -1;
    return (
      [current, potential, psc].every(({ length }) => length === neurons) &&
      spikes.every((neuron, k) => neuron < neurons && (k === 0 || neuron > spikes[k - 1]!))
    );
  });
  if (fits && layers.length === shapes.length && scores.length === shapes.at(-1)!.neurons) return;
  throw new MotifsmithError('usage', 'The state is not that of this network.', {
    where: 'step',
    remedy: 'Start from initialState() of the same network.',
  });
}

/** @throws MotifsmithError (`internal`) unless the coupling has one entry for each edge */
export function checkCoupling({ gain, offset }: Coupling, edges: number, layer: number): void {
  if (gain.length !== edges || offset.length !== edges) {
    throw new MotifsmithError('internal', `A coupling for layer ${layer} needs ${edges} edges.`);
  }
}

/** @throws MotifsmithError (`internal`) unless the last pass found the gradients for R and τ */
export function requireNeuronGradient(found: boolean): void {
  if (found) return;
  throw new MotifsmithError('internal', 'The last pass was not asked for ∂E/∂R and ∂E/∂τ.');
}
