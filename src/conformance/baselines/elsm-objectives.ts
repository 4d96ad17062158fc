/** Conformance cases of what ELSM's search weighs: small world, branching ratio and number of synapses. */
import { Branching, criticality } from '../../baselines/evolution/branching.ts';
import {
  connectionsIn,
  connects,
  emptyMask,
  flip,
  type Mask,
} from '../../baselines/evolution/mask.ts';
import {
  componentFacts,
  randomReference,
  smallWorldFixed,
  smallWorldForDensity,
} from '../../baselines/evolution/small-world.ts';
import { synapseViolation } from '../../baselines/evolution/synapse-limits.ts';
import type { Engine } from '../../engine/engine.ts';
import { compareFields, type FieldChecks, type FieldReport } from '../compare.ts';
import { type Field, readTrain } from '../json.ts';

/** Masks have N² bits and their shortest paths take N³ / 32 operations, so N is bounded. */
const MOST_NEURONS = 4000;

/** `[target, source]` pairs. */
function readMask(field: Field, neurons: number): Mask {
  const mask = emptyMask(neurons);
  for (const pair of field.list()) {
    const ends = pair.list(2).map((end) => {
      if (end.integer() >= neurons) end.refuse(`a neuron below ${neurons}`);
      return end.integer();
    });
    const [target, source] = [ends[0]!, ends[1]!];
    if (connects(mask, target, source)) pair.refuse('each connection once');
    flip(mask, target, source);
  }
  return mask;
}

export async function checkElsmObjectivesCase(
  _engine: Engine,
  field: Field,
): Promise<FieldReport[]> {
  const count = field.get('neurons');
  if (count.count() > MOST_NEURONS) count.refuse(`at most ${MOST_NEURONS} neurons`);
  const neurons = count.count();
  const mask = readMask(field.get('connections'), neurons);
  const train = readTrain(field.get('spikes'), field.get('steps').count(), neurons);
  const limits = field.get('synapse_limits').numbers(2);
  const reference = {
    clustering: field.get('fixed_reference').get('clustering').number(),
    path: field.get('fixed_reference').get('path').number(),
  };
  const facts = componentFacts(mask);
  const random = randomReference(facts);
  const measured = new Branching(mask, field.get('width').integer(1));
  measured.add(train);
  const branching = measured.sum;
  const synapses = connectionsIn(mask);
  const results = {
    clustering_sum: facts.clusteringSum,
    clustering_mean: facts.clusteringSum / facts.neurons.length,
    path_length: facts.pathLength,
    mean_degree: facts.meanDegree,
    random_clustering: random.clustering,
    random_path: random.path,
    small_world_fixed: smallWorldFixed(facts, reference),
    small_world_density: smallWorldForDensity(facts),
    branching: branching.ratios / branching.spikes,
    criticality: criticality(branching),
  };
  const states = Object.entries(results).map(([name, value]): [string, FieldChecks[string]] => [
    name,
    // Without a spike that has a ratio there is no number, which JSON writes as null.
    (to, expected) =>
      Number.isFinite(value) ? to.state(expected, value) : to.exact(expected, null),
  ]);
  return compareFields(field.get('expected'), {
    ...Object.fromEntries(states),
    component: (to, expected) => to.exact(expected, facts.neurons),
    clustering: (to, expected) => to.states(expected, facts.clustering),
    branching_spikes: (to, expected) => to.exact(expected, branching.spikes),
    synapses: (to, expected) => to.exact(expected, synapses),
    violation: (to, expected) =>
      to.exact(expected, synapseViolation(synapses, limits[0]!, limits[1]!)),
  });
}
