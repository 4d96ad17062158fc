/** Which networks every format can take. */
import { MotifsmithError } from '../core/errors.ts';
import type { Blueprint } from '../model/shape.ts';
import type { PortableModel } from './portable-model.ts';

/**
 * Checks that a model is complete.
 * @param plan of its architecture
 * @throws MotifsmithError `artifact` if a number is not finite or is missing, `usage` if a layer is still
 *   being searched
 */
export function requireExportable({ weights, neurons }: PortableModel, plan: Blueprint): void {
  const supernet = plan.supernets.findIndex((each) => each !== null);
  if (supernet >= 0) {
    throw new MotifsmithError('usage', 'A layer is still being searched.', {
      where: `hidden[${supernet}]`,
      remedy: 'Export the network that the search has ended with.',
    });
  }
  plan.shape.layers.forEach(({ neurons: count }, l) => {
    const { resistance, tau, bias = [] } = neurons[l]!;
    for (const [name, values] of Object.entries({ resistance, tau })) {
      requireFinite(values, count, `neurons.${l}.${name}`);
    }
    requireFinite(bias, plan.shape.bias ? count : 0, `neurons.${l}.bias`);
  });
  requireFinite(weights, plan.layout.length, 'weights');
}

function requireFinite(values: ArrayLike<number>, count: number, where: string): void {
  let problem = values.length === count ? null : `has ${values.length} entries, not ${count}`;
  for (let k = 0; k < values.length && problem === null; k++) {
    if (!Number.isFinite(values[k])) problem = `has ${values[k]} at place ${k}`;
  }
  if (problem !== null) {
    throw new MotifsmithError('artifact', `The network's tensor ${where} ${problem}.`, {
      where,
      remedy: 'Use the weights and the architecture of one and the same run.',
    });
  }
}
