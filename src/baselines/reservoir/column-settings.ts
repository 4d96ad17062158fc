/** Settings of the column that a liquid is drawn in, whatever else it is made of. */
import * as z from 'zod';
import { explain, positive, whole } from '../../core/settings/declare.ts';

/**
 * @param longest most neurons along an axis: every pair of neurons is drawn
 * @param shape neurons along each axis
 */
export function columnFields(longest: number, shape: [number, number, number]) {
  const axis = () => whole(1, longest);
  return {
    shape: explain(
      z.tuple([axis(), axis(), axis()]),
      'Neurons of the column along each axis.',
      'neurons',
    ).default(shape),
    inhibitoryShare: explain(
      z.number().min(0).max(1),
      'Probability that a neuron is inhibitory.',
    ).default(0.2),
  };
}

/** How its neurons connect. */
export const connectivityFields = {
  lambda: explain(
    positive(),
    'Distance over which connections become rare, in distances between neighbours.',
  ).default(2),
  density: explain(
    positive(),
    'Factor of the probabilities of connections that Maass et al. give.',
  ).default(1.5),
};
