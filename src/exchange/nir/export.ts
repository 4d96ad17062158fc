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
import { type LayerEquations, type NetworkEquations, networkEquations } from './layers.ts';
import { networkMetadata, recurrenceMetadata } from './metadata.ts';
import { type FormatVersion, LATEST, type LayerNames, layerNames } from './names.ts';
import type { CubaParameters, LayerNeurons, Loss, TargetRules } from './target-rules.ts';
import { NIR_TARGETS, type NirTarget, readerStep, TARGET_RULES } from './targets.ts';

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
  /** How far the reader was found to be from the network; null if it computes the same. */
  readonly measured: string | null;
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
  if (network.readout === 'integrator' && rules.integrators === 'none') {
    throw new MotifsmithError(
      'usage',
      `${rules.label} has no output neurons that only integrate.`,
      {
        where: 'architecture.readout',
        remedy:
          'Choose generic, norse or snntorch, or train the network with network.readout: spiking.',
      },
    );
  }
  const losses = rules.losses(network);
  const severe = losses.filter(({ severity }) => severity === 'loss');
  const measured = rules.measured?.(network) ?? null;
  if (severe.length > 0 && !allowLossy) {
    const details = severe.map(({ subject, detail }) => `${subject}: ${detail}`).join('; ');
    throw new MotifsmithError('usage', `${rules.label} cannot represent this network exactly.`, {
      where: measured === null ? details : `${details}. ${measured}`,
      remedy:
        'Choose generic, norse or snntorch, which lose nothing, or accept this with --allow-lossy (allowLossy: true).',
    });
  }
  const bytes = await encodeNir(networkGraph(model, network, options));
  return {
    bytes,
    report: { target, losses, measured, advice: rules.advice(stepSeconds, network) },
  };
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
    const cuba = rules.cuba(simple[l]!, layer.tauSynapse, dt);
    const { inputs, neurons, feedforward, recurrent, bias } = layer;
    const integrates = network.readout === 'integrator' && l === network.layers.length - 1;
    const { rowFactors, threshold } = integrates
      ? { rowFactors: cuba.rowFactors, threshold: UNREACHABLE }
      : scaling(cuba, layer, network.threshold, rules);
    const weights = weightArray(feedforward, inputs, rowFactors, rules);
    const none = rules.affine === 'all' ? zeros(weights) : null;
    append(name.weights, matrixNode(weights, bias ? biasArray(bias, rowFactors, rules) : none));
    const lif =
      integrates && rules.integrators === 'CubaLI'
        ? integratorNode(cuba, neurons, rules)
        : cubaNode(cuba, neurons, threshold, rules);
    if (recurrent === null && !rules.alwaysRecurrent) {
      append(name.neurons, lif);
      return;
    }
    const matrix = recurrent ?? new Float32Array(neurons * neurons);
    const back = weightArray(matrix, neurons, rowFactors, rules);
    const edges = plan.shape.layers[l]!.edges;
    const metadata = edges === null ? {} : recurrenceMetadata(model.architecture, l, edges);
    append(name.neurons, recurrentGraph(lif, back, rules, metadata));
  });
  append('output', port('Output', network.layers.at(-1)!.neurons));
  const metadata = networkMetadata(model.architecture, simple, {
    target,
    stepSeconds,
    deployment,
    tauSynapse: network.tauSynapse,
    lost: lostIn(network, simple, names, rules),
  });
  return { kind: 'graph', nodes, edges, metadata };
}

/** v_threshold of neurons that never spike: far from all potentials, and finite, for readers that multiply by it. */
export const UNREACHABLE = 1e30;

/** What the graph itself does not hold of a network, whatever its reader makes of it. */
function lostIn(
  { layers }: NetworkEquations,
  simple: readonly LayerNeurons[],
  names: readonly LayerNames[],
  { single }: TargetRules,
): string[] {
  const means = layers.flatMap(({ tau }, l) => {
    const [mean] = simple[l]!.tau;
    return simple[l]!.tau === tau
      ? []
      : [
          `τ of each neuron of ${names[l]!.neurons}: the file has ${mean!.toPrecision(4)} steps for all`,
        ];
  });
  return single
    ? [...means, 'the last bits of weights: they were scaled and rounded to float32']
    : means;
}

const node = (type: string, parameters: Record<string, NirArray>): NirNode => ({
  kind: 'node',
  type,
  parameters,
});
const port = (type: 'Input' | 'Output', neurons: number): NirNode =>
  node(type, { shape: { shape: [1], data: Float64Array.of(neurons) } });
/** A matrix, with what arrives besides it at every step. */
const matrixNode = (weight: NirArray, bias: NirArray | null): NirNode =>
  bias === null ? node('Linear', { weight }) : node('Affine', { weight, bias });

/** A bias for a matrix that has none. */
function zeros({ shape: [rows], data }: NirArray): NirArray {
  const single = data instanceof Float32Array;
  return { shape: [rows!], data: single ? new Float32Array(rows!) : new Float64Array(rows!) };
}

/** v_threshold of a layer, and the factors of its rows with the scaling that this one asks for. */
function scaling(
  { rowFactors }: CubaParameters,
  { neurons, recurrent }: LayerEquations,
  threshold: number,
  rules: TargetRules,
): { readonly rowFactors: Float64Array | null; readonly threshold: number } {
  if (rules.threshold === undefined || rowFactors === null) return { rowFactors, threshold };
  const scaled = (by: number) => rowFactors.map((factor) => factor * by);
  const folded = weightArray(
    recurrent ?? new Float32Array(0),
    neurons,
    scaled(1 / threshold),
    rules,
  );
  const own = rules.threshold(folded.data);
  return { rowFactors: scaled(own / threshold), threshold: own };
}

function recurrentGraph(
  lif: NirNode,
  weight: NirArray,
  { affine }: TargetRules,
  metadata: Hdf5Tree,
): NirGraph {
  const neurons = weight.shape[0]!;
  // The bias of the neurons is that of the matrix before them.
  const wRec = matrixNode(weight, affine === 'none' ? null : zeros(weight));
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

/** What both kinds of neurons have; every parameter has the full shape [N], as NIR wants it. */
function leak(
  { tauMem, tauSyn, r, wIn }: CubaParameters,
  neurons: number,
  rules: TargetRules,
): Record<string, NirArray> {
  return {
    tau_mem: array(tauMem, rules),
    tau_syn: all(tauSyn, neurons, rules),
    r: array(r, rules),
    v_leak: all(0, neurons, rules),
    w_in: all(wIn, neurons, rules),
  };
}

function cubaNode(
  cuba: CubaParameters,
  neurons: number,
  threshold: number,
  rules: TargetRules,
): NirNode {
  const { w_in, ...before } = leak(cuba, neurons, rules);
  return node('CubaLIF', {
    ...before,
    v_reset: all(0, neurons, rules),
    v_threshold: all(threshold, neurons, rules),
    w_in: w_in!,
  });
}

const integratorNode = (cuba: CubaParameters, neurons: number, rules: TargetRules): NirNode =>
  node('CubaLI', leak(cuba, neurons, rules));

function array(values: Float64Array, { single }: TargetRules): NirArray {
  return { shape: [values.length], data: single ? Float32Array.from(values) : values };
}

const all = (value: number, neurons: number, rules: TargetRules): NirArray =>
  array(new Float64Array(neurons).fill(value), rules);

/** A bias, scaled as the rows of the matrix that it belongs to. */
function biasArray(bias: Matrix, rowFactors: Float64Array | null, rules: TargetRules): NirArray {
  return { ...weightArray(bias, 1, rowFactors, rules), shape: [bias.length] };
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
