/** Refuses networks too large to build, before any list of neurons or connections is made for them. */
import { allowMore, LIMITS } from '../core/limits.ts';
import { type SettingProblem, valueProblem } from '../core/settings/problem.ts';
import type { Architecture, HiddenLayer } from './architecture-schema.ts';

/** Recurrent connections of a layer, at most: each neuron has those of its motifs and two neighbours. */
function mostRecurrent(layer: HiddenLayer): number {
  const { kind, neurons } = layer;
  if (kind === 'feedforward') return 0;
  if (kind === 'dense') return neurons ** 2;
  const sizes = kind === 'scml' ? [layer.motif.size] : layer.sizes;
  return neurons * sizes.reduce((sum, size) => sum + size + 2, 0);
}

/** What is wrong with the size of a network, or null. */
export function networkSizeProblem({
  inputs,
  hidden,
  outputs,
}: Architecture): SettingProblem | null {
  let weights = 0;
  let before = inputs;
  for (const [l, layer] of hidden.entries()) {
    const path = ['hidden', l, 'neurons'];
    if (layer.neurons > LIMITS.neurons) {
      const allowed = `a whole number of at most ${LIMITS.neurons}`;
      return valueProblem(path, layer.neurons, allowed, `${allowMore('neurons')}.`);
    }
    weights += before * layer.neurons + mostRecurrent(layer);
    if (weights > LIMITS.weights) return tooMany(path, layer.neurons);
    before = layer.neurons;
  }
  return weights + before * outputs > LIMITS.weights ? tooMany(['outputs'], outputs) : null;
}

function tooMany(path: (string | number)[], value: number): SettingProblem {
  const allowed = `so few that the network has at most ${LIMITS.weights} weights`;
  return valueProblem(path, value, allowed, `${allowMore('weights')}.`);
}
