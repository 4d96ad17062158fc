/**
 * Carrying what a network has learned over into one with fewer recurrent connections. Both cuts of the
 * search do this, so that only the cut changes the loss.
 */
import { MotifsmithError } from '../../core/errors.ts';
import type { Engine, EngineNetwork, Vector } from '../../engine/engine.ts';
import { edgeIndex, visitEdges } from '../../model/edges.ts';
import type { Blueprint } from '../../model/shape.ts';
import { createNetwork, readIntrinsic } from '../../training/network.ts';

/**
 * [P'] for each weight of `to`, its place in the weights of `from`: feedforward weights one to one,
 * recurrent ones by target and source.
 * @throws MotifsmithError (`internal`) if `to` has a connection that `from` lacks
 */
export function carriedPlaces(from: Blueprint, to: Blueprint): Uint32Array {
  const places = new Uint32Array(to.layout.length);
  for (const segment of to.layout.segments) {
    const old = from.layout.segments.find(({ name }) => name === segment.name);
    if (!old) throw new MotifsmithError('internal', `There is no ${segment.name} to carry over.`);
    if (segment.kind !== 'recurrent') {
      for (let k = 0; k < segment.length; k++) places[segment.offset + k] = old.offset + k;
      continue;
    }
    const oldEdges = from.shape.layers[segment.layer]!.edges!;
    visitEdges(to.shape.layers[segment.layer]!.edges!, (e, target, source) => {
      const place = edgeIndex(oldEdges, target, source);
      if (place < 0) {
        throw new MotifsmithError(
          'internal',
          `Connection ${source} → ${target} is not carried over.`,
        );
      }
      places[segment.offset + e] = old.offset + place;
    });
  }
  return places;
}

/**
 * A network of the second blueprint with the weights, moments, R and τ of the first. Couplings of
 * supernet layers are left to the caller; the old network does not change.
 */
export async function carryOver(
  engine: Engine,
  network: EngineNetwork,
  from: Blueprint,
  to: Blueprint,
): Promise<EngineNetwork> {
  const places = carriedPlaces(from, to);
  const gather = (values: Vector) => Array.from(places, (place) => values[place]!);
  const { adam, weights } = network;
  const moments = [gather(adam.firstMoment), gather(adam.secondMoment)] as const;
  const { beta1Power, beta2Power } = adam;
  const neurons = readIntrinsic(network);
  const next = await createNetwork(
    engine,
    to,
    gather(weights),
    neurons,
    network.loss,
    network.rule,
  );
  next.adam.firstMoment.set(moments[0]);
  next.adam.secondMoment.set(moments[1]);
  next.adam.beta1Power = beta1Power;
  next.adam.beta2Power = beta2Power;
  return next;
}
