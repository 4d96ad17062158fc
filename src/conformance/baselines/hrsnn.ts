/** Conformance cases of a heterogeneous network that learns by plasticity from one sample after the other. */
import { PlasticPass } from '../../baselines/hrsnn/plastic-pass.ts';
import { spikeFeatures } from '../../baselines/reservoir/features.ts';
import { memorySource } from '../../data/events/sample-source.ts';
import type { Engine, SpikeTrain } from '../../engine/engine.ts';
import { edgeIndex, edgesFromSources } from '../../model/edges.ts';
import { type Comparison, compareFields, type FieldReport } from '../compare.ts';
import { Field, readSamples } from '../json.ts';
import { readRule, readSynapses, readWeights } from './stdp.ts';

/** What one sample did. */
interface Seen {
  readonly train: SpikeTrain;
  readonly weights: Float64Array;
  readonly rates: Float64Array;
}

export async function checkHrsnnCase(engine: Engine, field: Field): Promise<FieldReport[]> {
  const neurons = field.get('neurons').count();
  const inputs = field.get('inputs').count();
  const synapses = readSynapses(field, neurons);
  const rule = readRule(field, field.get('w_max'));
  const initial = readWeights(
    field.get('initial_weights'),
    synapses.targets.length,
    rule.maximumWeight,
  );
  // Networks are recurrent: a spike arrives a step later.
  if (rule.delay !== 1) field.get('delay').refuse('1');
  const inhibitory = field.get('inhibitory_weights').triples();
  for (const { target, source, field: triple } of inhibitory) {
    if (target >= neurons || source >= neurons) triple.refuse(`neurons below ${neurons}`);
  }
  const rows: number[][] = Array.from({ length: neurons }, () => []);
  for (const { target, source } of inhibitory) rows[target]!.push(source);
  for (let k = 0; k < initial.length; k++) rows[synapses.targets[k]!]!.push(synapses.sources[k]!);
  const edges = edgesFromSources(rows);
  if (edges.sources.length !== inhibitory.length + initial.length) {
    field.get('synapses').refuse('each connection once');
  }
  const plastic = Uint32Array.from(initial, (_, k) =>
    edgeIndex(edges, synapses.targets[k]!, synapses.sources[k]!),
  );
  const recurrent = new Float64Array(edges.sources.length);
  for (const { target, source, value } of inhibitory) {
    recurrent[edgeIndex(edges, target, source)] = value;
  }
  plastic.forEach((edge, k) => {
    recurrent[edge] = initial[k]!;
  });
  const positive = (name: string) => {
    for (const one of field.get(name).list(neurons)) {
      if (one.number() <= 0) one.refuse('a number above 0');
    }
    return field.get(name).numbers(neurons);
  };
  const atLeast1 = field.get('tau_syn');
  if (atLeast1.number() < 1) atLeast1.refuse('a number of at least 1');
  const threshold = field.get('threshold');
  if (threshold.number() <= 0) threshold.refuse('a number above 0');
  const matrix = field.get('input_weights').matrix(neurons, inputs);
  const input = Float64Array.from({ length: inputs * neurons }, (_, k) => {
    return matrix[k % neurons]![Math.floor(k / neurons)]!;
  });
  const lists = field.get('input_spikes');
  // Samples have no classes.
  const labels = new Field(
    lists.list().map(() => 0),
    'labels',
    field.file,
  );
  const samples = readSamples(lists, labels, field.get('steps'), inputs, 1);
  const pass = await PlasticPass.open(
    engine,
    {
      liquid: {
        ...{ inputs, edges, input, recurrent },
        neuron: { tauSynapse: atLeast1.number(), threshold: threshold.number() },
        resistance: positive('R'),
        tau: positive('tau'),
      },
      synapses,
      edges: plastic,
    },
    rule,
    'sample',
    memorySource(samples, { width: inputs, height: 1, polarities: 1 }),
    { done: 0, weights: initial },
  );
  const seen: Seen[] = [];
  try {
    for (const { steps } of samples) {
      const train = await pass.advance();
      const rates = new Float64Array(neurons);
      const options = { kind: 'rate', windows: 1, traceTau: 1 } as const;
      spikeFeatures(train, neurons, steps, options, rates);
      seen.push({ train, weights: pass.learned.weights, rates });
    }
  } finally {
    pass.dispose();
  }
  const each = (compare: (to: Comparison, one: Field, found: Seen) => void) => {
    return (to: Comparison, expected: Field) => {
      for (const [b, one] of to.list(expected, seen.length).entries()) compare(to, one, seen[b]!);
    };
  };
  return compareFields(field.get('expected'), {
    spikes: each((to, one, { train }) => to.spikes(one, train)),
    weights_after: each((to, one, { weights }) => to.states(one, weights)),
    features_rate: each((to, one, { rates }) => to.states(one, rates)),
  });
}
