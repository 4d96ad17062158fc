/**
 * From a trained network to a NIR graph for a given reader. A hidden layer with recurrence is the
 * four-node subgraph input → lif, lif → w_rec, w_rec → lif, lif → output; all others are a matrix and a
 * CubaLIF node.
 */
import { MotifsmithError } from '../../core/errors.ts';
import type { Hdf5Tree } from '../../formats/hdf5/writer.ts';
import { blueprint } from '../../model/shape.ts';
import type { Deployment } from '../deployment.ts';
import type { Matrix, PortableModel } from '../portable-model.ts';
import { encodeNir, type NirArray, type NirGraph, type NirNode } from './graph.ts';
import { type NetworkEquations, networkEquations } from './layers.ts';
import { networkMetadata, recurrenceMetadata } from './metadata.ts';
import { type FormatVersion, LATEST, layerNames } from './names.ts';
import {
  type CubaParameters,
  type Loss,
  NIR_TARGETS,
  type NirTarget,
  readerStep,
  TARGET_RULES,
  type TargetRules,
} from './targets.ts';

/** How a network is exported. */
export interface NirExportOptions {
  /** Length of a step, seconds. */
  readonly stepSeconds: number;
  readonly target: NirTarget;
  /** Writes the file even if the reader will compute something else. */
  readonly allowLossy: boolean;
  /** Sensor, preprocessing and classes, kept as an annotation; none by default. */
  readonly deployment?: Deployment | null;
}

/** What the file does not hold, for people. */
export interface LossinessReport {
  readonly target: NirTarget;
  readonly losses: readonly Loss[];
  readonly advice: readonly string[];
}

/** An exported network. */
export interface NirExport {
  /** The HDF5 file. */
  readonly bytes: Uint8Array;
  readonly report: LossinessReport;
}

/**
 * Exports a network; the same network and options give the same bytes.
 * @throws MotifsmithError `usage` if the target cannot represent the network and losses are not
 * allowed, or if it is too large; `artifact` if a number in it is not finite
 */
export async function exportNir(
  model: PortableModel,
  options: NirExportOptions,
): Promise<NirExport> {
  const { stepSeconds, target, allowLossy } = options;
  if (!(NIR_TARGETS as readonly string[]).includes(target)) {
    throw new MotifsmithError('usage', `There is no target ${JSON.stringify(target)}.`, {
      where: 'target',
      remedy: `Use one of ${NIR_TARGETS.join(', ')}.`,
    });
  }
  if (!(stepSeconds > 0 && Number.isFinite(stepSeconds))) {
    throw new MotifsmithError('usage', `A step of ${stepSeconds} s is impossible.`, {
      where: 'stepSeconds',
      remedy: 'Give the length of a step of the data, in seconds.',
    });
  }
  const network = networkEquations(model);
  const rules = TARGET_RULES[target];
  const losses = rules.losses(network);
  const severe = losses.filter(({ severity }) => severity === 'loss');
  if (severe.length > 0 && !allowLossy) {
    throw new MotifsmithError('usage', `${rules.label} cannot represent this network exactly.`, {
      where: severe.map(({ subject, detail }) => `${subject}: ${detail}`).join('; '),
      remedy: 'Choose another target, or accept this with --allow-lossy (allowLossy: true).',
    });
  }
  const bytes = await encodeNir(networkGraph(model, network, options));
  return { bytes, report: { target, losses, advice: rules.advice(stepSeconds, network) } };
}

/** Everything besides the network that determines its graph. */
interface GraphOptions extends Omit<NirExportOptions, 'allowLossy'> {
  /** The present one, unless a file of an earlier one is to be compared. */
  readonly formatVersion?: FormatVersion;
}

/** The graph that is written. @param network the equations of `model` */
export function networkGraph(
  model: PortableModel,
  network: NetworkEquations,
  { stepSeconds, target, deployment = null, formatVersion = LATEST }: GraphOptions,
): NirGraph {
  const rules = TARGET_RULES[target];
  const plan = blueprint(model.architecture);
  const names = layerNames(network.layers.length, formatVersion);
  const dt = readerStep(target, stepSeconds, formatVersion);
  const nodes = new Map<string, NirNode | NirGraph>();
  const edges: [string, string][] = [];
  let last = 'input';
  const append = (name: string, node: NirNode | NirGraph): void => {
    nodes.set(name, node);
    edges.push([last, name]);
    last = name;
  };
  nodes.set('input', port('Input', network.layers[0]!.inputs));
  const simple = network.layers.map((layer) => rules.simplify(layer));
  network.layers.forEach((layer, l) => {
    const name = names[l]!;
    const cuba = rules.cuba(simple[l]!, network.tauSynapse, dt);
    const { inputs, neurons, feedforward, recurrent } = layer;
    const weights = weightArray(feedforward, inputs, cuba.rowFactors, rules);
    append(name.weights, linear(weights));
    const lif = cubaNode(cuba, neurons, network.threshold, rules);
    if (recurrent === null) append(name.neurons, lif);
    else {
      const back = weightArray(recurrent, neurons, cuba.rowFactors, rules);
      const metadata = recurrenceMetadata(model.architecture, l, plan.shape.layers[l]!.edges!);
      append(name.neurons, recurrentGraph(lif, back, rules, metadata));
    }
  });
  append('output', port('Output', network.layers.at(-1)!.neurons));
  const metadata = networkMetadata(model.architecture, simple, {
    target,
    stepSeconds,
    deployment,
    tauSynapse: network.tauSynapse,
  });
  return { kind: 'graph', nodes, edges, metadata };
}

const node = (type: string, parameters: Record<string, NirArray>): NirNode => ({
  kind: 'node',
  type,
  parameters,
});
const port = (type: 'Input' | 'Output', neurons: number): NirNode =>
  node(type, { shape: { shape: [1], data: Float64Array.of(neurons) } });
const linear = (weight: NirArray): NirNode => node('Linear', { weight });

function recurrentGraph(
  lif: NirNode,
  weight: NirArray,
  { affineRecurrence, single }: TargetRules,
  metadata: Hdf5Tree,
): NirGraph {
  const neurons = weight.shape[0]!;
  const data = single ? new Float32Array(neurons) : new Float64Array(neurons);
  const wRec = affineRecurrence
    ? node('Affine', { weight, bias: { shape: [neurons], data } })
    : linear(weight);
  return {
    kind: 'graph',
    nodes: new Map([
      ['input', port('Input', neurons)],
      ['lif', lif],
      ['w_rec', wRec],
      ['output', port('Output', neurons)],
    ]),
    edges: [
      ['input', 'lif'],
      ['lif', 'w_rec'],
      ['w_rec', 'lif'],
      ['lif', 'output'],
    ],
    metadata,
  };
}

/** Every parameter has the full shape [N], as NIR wants it. */
function cubaNode(
  { tauMem, tauSyn, r, wIn }: CubaParameters,
  neurons: number,
  threshold: number,
  { single }: TargetRules,
): NirNode {
  const array = (values: Float64Array): NirArray => ({
    shape: [neurons],
    data: single ? Float32Array.from(values) : values,
  });
  const all = (value: number): NirArray => array(new Float64Array(neurons).fill(value));
  return node('CubaLIF', {
    tau_mem: array(tauMem),
    tau_syn: all(tauSyn),
    r: array(r),
    v_leak: all(0),
    v_reset: all(0),
    v_threshold: all(threshold),
    w_in: all(wIn),
  });
}

/** A weight matrix [rows][columns] with its rows scaled. */
function weightArray(
  matrix: Matrix,
  columns: number,
  rowFactors: Float64Array | null,
  { single }: TargetRules,
): NirArray {
  const shape = [matrix.length / columns, columns];
  if (rowFactors === null) return { shape, data: matrix };
  const data = single ? new Float32Array(matrix.length) : new Float64Array(matrix.length);
  for (let k = 0; k < matrix.length; k++) {
    data[k] = matrix[k]! * rowFactors[Math.floor(k / columns)]!;
  }
  return { shape, data };
}
