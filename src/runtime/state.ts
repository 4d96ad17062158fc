/** What a network carries from one step to the next, as a value: to pause and resume a stream. */
import { MotifsmithError } from '../core/errors.ts';

/** State of one layer of N neurons. */
export interface LayerState {
  /** [N] filtered input current I. */
  readonly current: Float32Array;
  /** [N] membrane potential after reset, u'. */
  readonly potential: Float32Array;
  /** Neurons that spiked in the last step, ascending. */
  readonly spikes: Uint32Array;
}

/** State of a network after some steps of a stream. Later steps do not change it. */
export interface NetworkState {
  /** Steps so far. */
  readonly steps: number;
  /** Hidden layers in order, then the output layer. */
  readonly layers: readonly LayerState[];
  /** [classes] postsynaptic current a of the output neurons. */
  readonly psc: Float32Array;
  /** [classes] sum of the postsynaptic currents so far. */
  readonly scores: Float64Array;
}

/**
 * Refuses a state that is not of this network, before any of it is used.
 * @param neurons neurons of each layer, the output layer last
 * @throws MotifsmithError `usage` naming the field
 */
export function checkState(state: NetworkState, neurons: readonly number[]): void {
  const refuse = (field: string): never => {
    throw new MotifsmithError('usage', 'The state is not that of this network.', {
      where: `state, field ${field}`,
      remedy: 'Use a state that this network returned.',
    });
  };
  const { steps, layers, psc, scores } = state;
  const classes = neurons.at(-1)!;
  if (!(Number.isSafeInteger(steps) && steps >= 0)) refuse('steps');
  if (!Array.isArray(layers) || layers.length !== neurons.length) refuse('layers');
  if (!(psc instanceof Float32Array && psc.length === classes)) refuse('psc');
  if (!(scores instanceof Float64Array && scores.length === classes)) refuse('scores');
  layers.forEach((layer, l) => {
    for (const name of ['current', 'potential'] as const) {
      const values: unknown = layer?.[name];
      if (values instanceof Float32Array && values.length === neurons[l]) continue;
      refuse(`layers[${l}].${name}`);
    }
    const { spikes } = layer;
    const fits = (neuron: number, k: number) =>
      neuron < neurons[l]! && (k === 0 || neuron > spikes[k - 1]!);
    if (!(spikes instanceof Uint32Array && spikes.every(fits))) refuse(`layers[${l}].spikes`);
  });
}
