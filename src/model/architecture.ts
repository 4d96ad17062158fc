/**
 * What a network is, as plain data: the object that a search finds, that `architecture.json` holds
 * and that the engines build.
 */
import { MotifsmithError } from '../core/errors.ts';
import {
  type Boundary,
  CONNECTION_TYPES,
  type ConnectionType,
  type MotifTopology,
} from './topology.ts';

/** Constants of the neuron and synapse model (equations 1 to 4), in steps and in potential. */
export interface NeuronModel {
  /** τm ≥ 1, steps: the value from which R and τ of every neuron start. */
  readonly tauMembrane: number;
  /** τs ≥ 1, steps. */
  readonly tauSynapse: number;
  /** Vth > 0. */
  readonly threshold: number;
  /** Weight of every `inh` connection, below 0. */
  readonly inhibitoryWeight: number;
}

/** A layer without recurrence. */
export interface FeedforwardLayer {
  readonly kind: 'feedforward';
  readonly neurons: number;
}

/** Every neuron receives from every neuron of the layer; weights of either sign, all trained. */
export interface DenseLayer {
  readonly kind: 'dense';
  readonly neurons: number;
}

/** A discrete SC-ML layer. */
export interface MotifLayer {
  readonly kind: 'scml';
  readonly neurons: number;
  readonly motif: MotifTopology;
  readonly boundary: Boundary;
}

/** An SC-ML layer whose motif size and connection types are still being searched. */
export interface SupernetLayer {
  readonly kind: 'supernet';
  readonly neurons: number;
  /** Candidate motif sizes, ascending. */
  readonly sizes: readonly number[];
  readonly boundary: Boundary;
  /** Whether inter-motif (lateral) connections are in the search space. */
  readonly lateral: boolean;
}

/** A hidden layer of any kind. */
export type HiddenLayer = FeedforwardLayer | DenseLayer | MotifLayer | SupernetLayer;

/** A whole network as plain data: what `architecture.json` holds. */
export interface Architecture {
  /** Input channels. */
  readonly inputs: number;
  readonly hidden: readonly HiddenLayer[];
  /** Output neurons, one a class. */
  readonly outputs: number;
  readonly neuron: NeuronModel;
}

const refuse = (message: string, where: string, remedy: string): never => {
  throw new MotifsmithError('usage', message, { where, remedy });
};

function requireCount(value: unknown, where: string): void {
  if (!Number.isSafeInteger(value) || (value as number) < 1) {
    refuse(`${String(value)} is not a count`, where, 'give a whole number of at least 1');
  }
}

function requireMotifSize(size: unknown, neurons: number, boundary: unknown, where: string): void {
  requireCount(size, where);
  if ((size as number) > neurons) {
    refuse(
      `motif size ${size} is larger than the layer's ${neurons} neurons`,
      where,
      'choose a smaller motif or a larger layer',
    );
  }
  if (boundary !== 'open' && boundary !== 'ring') {
    refuse(`unknown boundary ${JSON.stringify(boundary)}`, where, "use 'open' or 'ring'");
  }
  if (boundary === 'ring' && Math.ceil(neurons / (size as number)) < 3) {
    refuse('a ring needs at least three motifs', where, "choose a smaller motif or 'open'");
  }
}

function validateTypes(
  rows: readonly (readonly ConnectionType[])[],
  height: number,
  width: number,
  where: string,
): void {
  if (!Array.isArray(rows) || rows.length !== height) {
    refuse(`expected ${height} rows of connection types`, where, 'give one row per position');
  }
  rows.forEach((row, p) => {
    if (!Array.isArray(row) || row.length !== width) {
      refuse(`expected ${width} connection types`, `${where}[${p}]`, 'give one type per source');
    }
    for (const type of row) {
      if (!CONNECTION_TYPES.includes(type)) {
        refuse(
          `unknown connection type ${JSON.stringify(type)}`,
          `${where}[${p}]`,
          `use one of ${CONNECTION_TYPES.join(', ')}`,
        );
      }
    }
  });
}

function validateHidden(layer: HiddenLayer, where: string): void {
  requireCount(layer.neurons, `${where}.neurons`);
  switch (layer.kind) {
    case 'feedforward':
    case 'dense':
      return;
    case 'scml': {
      const { motif, neurons, boundary } = layer;
      if (motif === null || typeof motif !== 'object') {
        refuse('the motif is missing', `${where}.motif`, 'give size, intra and inter');
      }
      requireMotifSize(motif.size, neurons, boundary, `${where}.motif.size`);
      validateTypes(motif.intra, motif.size, motif.size, `${where}.motif.intra`);
      validateTypes(motif.inter, motif.size, 2, `${where}.motif.inter`);
      return;
    }
    case 'supernet':
      if (!Array.isArray(layer.sizes) || layer.sizes.length === 0) {
        refuse('no candidate motif sizes', `${where}.sizes`, 'give at least one size');
      }
      layer.sizes.forEach((size, k) => {
        requireMotifSize(size, layer.neurons, layer.boundary, `${where}.sizes[${k}]`);
        if (k > 0 && size <= layer.sizes[k - 1]!) {
          refuse('motif sizes must ascend', `${where}.sizes[${k}]`, 'sort them, each once');
        }
      });
      return;
    default:
      layer satisfies never;
      refuse(
        `unknown layer kind ${JSON.stringify((layer as HiddenLayer).kind)}`,
        `${where}.kind`,
        'use feedforward, dense, scml or supernet',
      );
  }
}

/**
 * Checks everything that the types cannot: sizes, shapes and ranges.
 * @throws MotifsmithError (`usage`) naming the field and what is allowed
 */
export function validateArchitecture(architecture: Architecture): void {
  requireCount(architecture.inputs, 'inputs');
  requireCount(architecture.outputs, 'outputs');
  const { tauMembrane, tauSynapse, threshold, inhibitoryWeight } = architecture.neuron;
  for (const [name, value] of Object.entries({ tauMembrane, tauSynapse })) {
    if (!(value >= 1 && Number.isFinite(value))) {
      refuse(`${name} = ${value}`, `neuron.${name}`, 'a time constant is at least 1 step');
    }
  }
  if (!(threshold > 0 && Number.isFinite(threshold))) {
    refuse(`threshold = ${threshold}`, 'neuron.threshold', 'give a positive potential');
  }
  if (!(inhibitoryWeight < 0 && Number.isFinite(inhibitoryWeight))) {
    refuse(
      `inhibitoryWeight = ${inhibitoryWeight}`,
      'neuron.inhibitoryWeight',
      'give a negative weight',
    );
  }
  if (!Array.isArray(architecture.hidden)) refuse('hidden is not a list', 'hidden', 'give a list');
  architecture.hidden.forEach((layer, k) => {
    validateHidden(layer, `hidden[${k}]`);
  });
}
