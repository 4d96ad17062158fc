/**
 * Holds every strategy to its contract before anything is trained: what it found must be
 * a network for the data and have R and τ for every neuron.
 */
import { MotifsmithError } from '../core/errors.ts';
import { type Blueprint, blueprint } from '../model/shape.ts';
import type { SearchOutcome } from './strategy.ts';
import type { NetworkTemplate } from './template.ts';

/**
 * @param strategy its name, for messages
 * @throws MotifsmithError (`usage`) if the outcome cannot be trained on the data of the template
 */
export function checkOutcome(
  { architecture, neurons, weights }: SearchOutcome,
  { inputs, outputs }: NetworkTemplate,
  strategy: string,
): void {
  const unfit = (message: string, place: string, cause?: unknown) =>
    new MotifsmithError('usage', message, {
      where: `${place} of the outcome of strategy ${strategy}`,
      remedy: 'Correct the strategy: its outcome must be a network for the template.',
      cause,
    });
  let plan: Blueprint;
  try {
    plan = blueprint(architecture);
  } catch (cause) {
    if (!(cause instanceof MotifsmithError)) throw cause;
    throw unfit(cause.message, cause.where ?? 'architecture', cause);
  }
  if (architecture.inputs !== inputs || architecture.outputs !== outputs) {
    throw unfit(
      `${architecture.inputs} inputs and ${architecture.outputs} outputs instead of ${inputs} and ${outputs}`,
      'architecture',
    );
  }
  if (plan.supernets.some((supernet) => supernet !== null)) {
    throw unfit('a layer is still a supernet', 'architecture.hidden');
  }
  const require = (
    place: string,
    values: ArrayLike<number>,
    count: number,
    fits: (value: number) => boolean,
  ) => {
    if (values.length !== count) throw unfit(`${values.length} values instead of ${count}`, place);
    const bad = Array.from(values).findIndex((value) => !fits(value));
    if (bad >= 0) throw unfit(`a value of ${values[bad]}`, `${place}.${bad}`);
  };
  if (weights) require('weights', weights, plan.layout.length, Number.isFinite);
  const { layers } = plan.shape;
  if (neurons.length !== layers.length) {
    throw unfit(`R and τ of ${neurons.length} layers instead of ${layers.length}`, 'neurons');
  }
  neurons.forEach(({ resistance, tau }, l) => {
    const count = layers[l]!.neurons;
    const at = `neurons.${l}`;
    require(`${at}.resistance`, resistance, count, (value) => value > 0 && value < Infinity);
    require(`${at}.tau`, tau, count, (value) => value >= 1 && value < Infinity);
  });
}
