/** Conformance cases of ST-RSBP: whole gradients (`st-rsbp`) and a row of its table (`effect-table`). No engine takes part. */
import { aggregatePotentials, type RecurrentError } from '../../baselines/st-rsbp/backward.ts';
import {
  type EffectTable,
  effectTable,
  fitQuartic,
  meanPsp,
  quarticSlope,
} from '../../baselines/st-rsbp/effect-table.ts';
import { SpikeTrainRunner } from '../../baselines/st-rsbp/forward.ts';
import type {
  LayerVectors,
  SpikeTrainLayer,
  SpikeTrainNetwork,
  SpikeTrainNeuron,
  SpikeTrainRecurrence,
} from '../../baselines/st-rsbp/network.ts';
import { everyPsp } from '../../baselines/st-rsbp/s-psp.ts';
import { type SampleGradient, sampleGradient } from '../../baselines/st-rsbp/sample-gradient.ts';
import type { Engine } from '../../engine/engine.ts';
import { edgeIndex, edgesFromSources } from '../../model/edges.ts';
import { type Comparison, compareFields, type FieldReport } from '../compare.ts';
import { Field, readSamples, readTrain } from '../json.ts';

function readNeuron(field: Field): SpikeTrainNeuron {
  const constant = (name: string) => {
    if (field.get(name).number() < 1) field.get(name).refuse('at least 1 step');
    return field.get(name).number();
  };
  const delay = field.get('input_delay');
  if (delay.integer() > 1) delay.refuse('0 or 1');
  return {
    tauMembrane: constant('tau_membrane'),
    tauSynapse: constant('tau_syn'),
    refractory: field.get('refractory').integer(),
    inputDelay: delay.integer() === 1 ? 1 : 0,
  };
}

function readRecurrence(field: Field, neurons: number): SpikeTrainRecurrence | null {
  if (field.isMissing) return null;
  const sources = Array.from({ length: neurons }, (): number[] => []);
  const triples = field.triples();
  for (const { target, source, field: triple } of triples) {
    if (target >= neurons || source >= neurons) triple.refuse(`neurons below ${neurons}`);
    if (sources[target]!.includes(source)) triple.refuse('a synapse that is not there yet');
    sources[target]!.push(source);
  }
  const edges = edgesFromSources(sources.map((row) => row.sort((a, b) => a - b)));
  const weights = new Float64Array(triples.length);
  for (const { target, source, value } of triples) {
    weights[edgeIndex(edges, target, source)] = value;
  }
  return { edges, weights };
}

function readNetwork(field: Field): SpikeTrainNetwork {
  const classes = field.get('classes').count();
  let inputs = field.get('inputs').count();
  const fields = field.get('layers').list();
  if (fields.length === 0) field.get('layers').refuse('at least one layer');
  const layers = fields.map((layer, l): SpikeTrainLayer => {
    const neurons = layer.get('n').count();
    const isOutput = l === fields.length - 1;
    if (isOutput && neurons !== classes) layer.get('n').refuse(`${classes}, one for each class`);
    if (isOutput && !layer.get('recurrent').isMissing) {
      layer.get('recurrent').refuse('no recurrence of the outputs');
    }
    const threshold = layer.get('threshold').number();
    if (threshold <= 0) layer.get('threshold').refuse('a threshold above 0');
    const rows = layer.get('weights').matrix(neurons, inputs);
    const weights = Float64Array.from(rows.flatMap((row) => [...row]));
    const recurrence = readRecurrence(layer.get('recurrent'), neurons);
    const read = { neurons, inputs, threshold, weights, recurrence };
    inputs = neurons;
    return read;
  });
  const lateralInhibition = field.get('lateral_inhibition').number();
  return { neuron: readNeuron(field), layers, lateralInhibition };
}

function readTable(field: Field): EffectTable {
  const rows = field.list().map((row) => row.numbers(5));
  if (rows.length === 0) field.refuse('at least one row');
  return effectTable(rows, rows.length);
}

/** One sample, and its gradient by layer. */
interface Found extends SampleGradient {
  readonly gradient: readonly LayerVectors[];
}

/** [length] mean over samples. */
function mean(found: readonly Found[], of: (sample: Found) => Float64Array) {
  const sum = of(found[0]!).map(() => 0);
  for (const sample of found) {
    of(sample).forEach((value, k) => {
      sum[k]! += value / found.length;
    });
  }
  return sum;
}

/** The layer that an expected field without layers is about. */
function recurrentLayer({ layers }: SpikeTrainNetwork, field: Field): number {
  const l = layers.findIndex(({ recurrence }) => recurrence !== null);
  return l < 0 ? field.refuse('nothing: no layer is recurrent') : l;
}

function compare(
  expected: Field,
  network: SpikeTrainNetwork,
  found: { readonly published: Found[]; readonly full: Found[] },
): FieldReport[] {
  const { layers } = network;
  const { published, full } = found;
  const samples = published.length;
  /** [layers][samples] */
  const eachLayer = (
    to: Comparison,
    field: Field,
    check: (field: Field, l: number, sample: Found) => void,
  ) =>
    to.list(field, layers.length).forEach((lists, l) => {
      to.list(lists, samples).forEach((list, b) => {
        check(list, l, published[b]!);
      });
    });
  const matrix = (to: Comparison, field: Field, l: number, from: readonly Found[]) => {
    const { neurons, inputs } = layers[l]!;
    const actual = mean(from, ({ gradient }) => gradient[l]!.weights);
    to.gradientMatrix(field, neurons, inputs, actual);
  };
  const recurrent = (to: Comparison, field: Field, from: readonly Found[]) => {
    const l = recurrentLayer(network, field);
    const { edges } = layers[l]!.recurrence!;
    const actual = mean(from, ({ gradient }) => gradient[l]!.recurrent);
    to.edgeGradient(field, edges, () => true, actual);
  };
  return compareFields(expected, {
    loss: (to, field) =>
      to.state(field, published.reduce((sum, { loss }) => sum + loss, 0) / samples),
    counts: (to, field) =>
      to.list(field, samples).forEach((row, b) => {
        to.list(row, layers.at(-1)!.neurons).forEach((entry, k) => {
          const count = published[b]!.counts[k]!;
          if (entry.integer() !== count) to.mismatch(entry.path, `computed ${count}`);
        });
      }),
    spikes: (to, field) =>
      eachLayer(to, field, (list, l, { trains }) => {
        to.spikes(list, trains[l]!);
      }),
    output_factor: (to, field) =>
      to.list(field, samples).forEach((row, b) => {
        const { counts, outputFactors } = published[b]!;
        to.states(row, outputFactors ?? counts.map(() => 1));
      }),
    s_psp_input: (to, field) =>
      eachLayer(to, field, (rows, l, { passes }) => {
        const { neurons, inputs } = layers[l]!;
        const psps = everyPsp(passes[l]!.input, neurons, inputs);
        to.list(rows, neurons).forEach((row, i) => {
          to.states(row, psps.subarray(i * inputs, (i + 1) * inputs));
        });
      }),
    s_psp_recurrent: (to, field) => {
      const l = recurrentLayer(network, field);
      to.list(field, samples).forEach((triples, b) => {
        const { edges } = layers[l]!.recurrence!;
        to.edgeStates(triples, edges, published[b]!.passes[l]!.recurrent);
      });
    },
    t_psp: (to, field) =>
      eachLayer(to, field, (row, l, { passes }) => {
        to.states(row, aggregatePotentials(layers[l]!, passes[l]!));
      }),
    own_effect: (to, field) =>
      eachLayer(to, field, (row, l, { passes }) => {
        to.states(row, passes[l]!.ownEffect);
      }),
    delta_counts: (to, field) =>
      eachLayer(to, field, (row, l, { countErrors }) => {
        to.gradient(row, countErrors[l]!);
      }),
    grad_weights: (to, field) =>
      to.list(field, layers.length).forEach((rows, l) => {
        matrix(to, rows, l, published);
      }),
    grad_recurrent: (to, field) => recurrent(to, field, published),
    grad_weights_full: (to, field) => matrix(to, field, recurrentLayer(network, field), full),
    grad_recurrent_full: (to, field) => recurrent(to, field, full),
  });
}

export async function checkStRsbpCase(_engine: Engine, field: Field): Promise<FieldReport[]> {
  const network = readNetwork(field);
  const { neuron } = network;
  const kind = field.get('neuron').oneOf(['published', 'motifsmith']);
  if (kind === 'motifsmith' && (neuron.refractory !== 0 || neuron.inputDelay !== 0)) {
    field.get('neuron').refuse('published where there is a delay or a refractory period');
  }
  const samples = readSamples(
    field.get('input_spikes'),
    field.get('labels'),
    field.get('steps'),
    network.layers[0]!.inputs,
    network.layers.at(-1)!.neurons,
  );
  const weights = field.get('sample_weights').numbers(samples.length);
  const table = readTable(field.get('effect_table'));
  const wanted = {
    desired: field.get('desired').count(),
    undesired: field.get('undesired').integer(),
    margin: field.get('margin').number(),
  };
  const runner = new SpikeTrainRunner(network);
  const run = (rule: RecurrentError) =>
    samples.map(({ offsets, channels: neurons, label }, b): Found => {
      const gradient = network.layers.map(({ weights: w, recurrence }) => ({
        weights: new Float64Array(w.length),
        recurrent: new Float64Array(recurrence?.weights.length ?? 0),
      }));
      const given = { input: { offsets, neurons }, label, wanted, weight: weights[b]! };
      const found = sampleGradient({ runner, table, rule }, given, gradient);
      return { ...found, gradient };
    });
  return compare(field.get('expected'), network, {
    published: run('published'),
    full: run('full'),
  });
}

export async function checkEffectTableCase(_engine: Engine, field: Field): Promise<FieldReport[]> {
  const neuron = readNeuron(field);
  const steps = field.get('steps').count();
  const preCount = field.get('pre_count').count();
  const rows = field.get('pairs').list();
  if (rows.length < 5) field.get('pairs').refuse('pairs for at least five counts');
  const readTimes = (times: Field, count: number) => {
    const pairs = times.list(count).map((time) => [time.integer(), 0]);
    const { file, path } = times;
    return readTrain(new Field(pairs, path, file), steps, 1);
  };
  const means = rows.map((row, k) => {
    const pairs = row.list();
    if (pairs.length === 0) row.refuse('at least one pair');
    return meanPsp(
      neuron,
      pairs.map((pair) => ({
        pre: readTimes(pair.get('pre'), preCount),
        post: readTimes(pair.get('post'), k + 1),
      })),
    );
  });
  const quartic = fitQuartic(means);
  return compareFields(field.get('expected'), {
    mean: (to, expected) => to.states(expected, means),
    quartic: (to, expected) => to.states(expected, quartic),
    slopes: (to, expected) => {
      for (const count of expected.keys()) {
        if (!/^\d+$/.test(count)) expected.refuse('slopes by count');
        to.state(expected.get(count), quarticSlope(quartic, Number(count), means.length));
      }
    },
  });
}
