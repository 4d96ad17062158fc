/**
 * The layers of a NIR graph as a network, by the equations of NIR in forward Euler: of a CubaLIF node after the matrix W
 * with bias b, and perhaps one that leads back, W_rec with bias b_rec,
 *
 *   I += (dt/tau_syn)·(w_in·(W s[t] + b + W_rec s_own[t−1] + b_rec) − I),   v += (dt/tau_mem)·(r·I − v).
 *
 * Output neurons that never spike (CubaLI, LI, or a threshold out of reach) are leaky integrators.
 *
 * Biases are there at every step, the first included. NIR has no word for a reset by subtraction: it is to v_reset.
 */
import { meanOf } from '../../core/math.ts';
import type { Architecture } from '../../model/architecture-schema.ts';
import type { IntrinsicParameters } from '../../model/initialise.ts';
import type { NeuronModel } from '../../model/neuron.ts';
import { blueprint } from '../../model/shape.ts';
import { isSame, SAME } from '../nearly-equal.ts';
import { compact, type PortableModel } from '../portable-model.ts';
import { UNREACHABLE } from './export.ts';
import { type ChainLayer, perNeuron, type RefuseNode } from './flatten.ts';
import type { NirNode } from './graph.ts';

/** That of a network none of whose neurons spikes: only what is written. */
const NO_THRESHOLD = 1;

/** Only used for connections of type `inh`, of which an imported layer has none. */
const INHIBITORY_WEIGHT = -2;

/** The layers of a graph of anybody's, in the units of this package. */
export class ChainReading {
  readonly #layers: readonly ChainLayer[];
  readonly #dt: number;
  readonly #refuse: RefuseNode;

  constructor(layers: readonly ChainLayer[], dt: number, refuse: RefuseNode) {
    this.#layers = layers;
    this.#dt = dt;
    this.#refuse = refuse;
  }

  /** @param notes is added to */
  model(inputs: number, outputs: number, notes: string[]): PortableModel {
    const sizes = this.#sizes(inputs, outputs);
    // What the matrices show to be there is what may be allocated.
    const matrices = this.#layers.map(({ feedforward, recurrent }, l) => {
      const columns = l === 0 ? inputs : sizes[l - 1]!;
      const forward = this.#matrix(feedforward, sizes[l]!, columns);
      return { forward, columns, back: recurrent && this.#matrix(recurrent, sizes[l]!, sizes[l]!) };
    });
    const synapses = this.#layers.map((layer, l) => this.#tauSynapse(layer, sizes[l]!));
    const tauSynapse = synapses.at(-1)!;
    const biases = this.#layers.map((layer, l) => this.#bias(layer, sizes[l]!));
    const biased = biases.some((bias) => bias.some((value) => value !== 0));
    const integrates = this.#layers.map((layer, l) => this.#integrates(layer, sizes[l]!));
    const threshold = integrates[0]
      ? NO_THRESHOLD
      : this.#parameter(this.#layers[0]!, 'v_threshold', sizes[0]!)[0]!;
    const neurons = this.#layers.map((layer, l) => ({
      ...this.#neurons(layer, sizes[l]!, integrates[l] ? null : threshold, notes),
      ...(biased && { bias: compact(biases[l]!) }),
    }));
    const all = neurons.flatMap(({ tau }) => Array.from(tau));
    const neuron: NeuronModel = {
      tauMembrane: meanOf(all),
      tauSynapse,
      threshold,
      inhibitoryWeight: INHIBITORY_WEIGHT,
    };
    const hidden = this.#layers.slice(0, -1).map(({ recurrent }, l) => ({
      kind: recurrent === null ? ('feedforward' as const) : ('dense' as const),
      neurons: sizes[l]!,
      ...(!isSame(synapses[l]!, tauSynapse) && { tauSynapse: synapses[l]! }),
    }));
    const last = this.#layers.at(-1)!;
    if (last.recurrent !== null) {
      this.#refuse(
        'The output neurons are recurrent.',
        last.name,
        'Add a layer without recurrence.',
      );
    }
    const architecture: Architecture = {
      inputs,
      hidden,
      outputs,
      neuron,
      ...(biased && { bias: true }),
      ...(integrates.at(-1) && { readout: 'integrator' }),
    };
    const weights = new Float64Array(blueprint(architecture).layout.length);
    let at = 0;
    matrices.forEach(({ forward, columns, back }, l) => {
      for (let j = 0; j < columns; j++) {
        for (let i = 0; i < sizes[l]!; i++) weights[at++] = forward[i * columns + j]!;
      }
      if (back === null) return;
      weights.set(back, at);
      at += back.length;
    });
    return { architecture, weights: compact(weights), neurons };
  }

  /** Numbers of neurons, by the matrices before them. */
  #sizes(inputs: number, outputs: number): number[] {
    const sizes = this.#layers.map(({ feedforward: { name, node } }) => {
      const { shape } = node.parameters.weight!;
      if (shape.length !== 2 || shape[0]! < 1) {
        this.#refuse(`A matrix has the shape [${shape.join(', ')}].`, [name, 'weight']);
      }
      return shape[0]!;
    });
    if (sizes.at(-1) !== outputs) {
      const last = this.#layers.at(-1)!.name;
      this.#refuse(`The graph has ${outputs} outputs, but ${sizes.at(-1)} neurons there.`, last);
    }
    if (!Number.isSafeInteger(inputs) || inputs < 1) {
      this.#refuse(`The graph has ${inputs} inputs.`, this.#layers[0]!.feedforward.name);
    }
    return sizes;
  }

  #matrix(
    { name, node }: { readonly name: string; readonly node: NirNode },
    rows: number,
    columns: number,
  ): Float32Array | Float64Array {
    const { shape, data } = node.parameters.weight!;
    if (shape[0] !== rows || shape[1] !== columns || shape.length !== 2) {
      this.#refuse(`A matrix has the shape [${shape.join(', ')}], not [${rows}, ${columns}].`, [
        name,
        'weight',
      ]);
    }
    const wrong = data.find((value: number) => !Number.isFinite(value));
    if (wrong !== undefined) this.#refuse(`A weight is ${wrong}.`, [name, 'weight']);
    return data;
  }

  #parameter({ name, neuron }: ChainLayer, parameter: string, count: number): Float64Array {
    const array = neuron.parameters[parameter];
    const values = array === undefined ? null : perNeuron(array, count);
    if (values === null) {
      return this.#refuse(
        `${parameter} has ${array?.data.length ?? 0} entries for ${count} neurons.`,
        [name, parameter],
      );
    }
    const wrong = values.find((value) => !Number.isFinite(value));
    if (wrong !== undefined) this.#refuse(`${parameter} is ${wrong}.`, [name, parameter]);
    return values;
  }

  /** A time constant in steps, at least 1. */
  #steps(layer: ChainLayer, parameter: string, count: number): Float64Array {
    return this.#parameter(layer, parameter, count).map((seconds) => {
      const steps = seconds / this.#dt;
      if (steps >= 1) return steps;
      // What is one step up to rounding is one step.
      if (steps > 1 - SAME) return 1;
      return this.#refuse(
        `${parameter} is ${seconds} s, shorter than a step of ${this.#dt} s.`,
        [layer.name, parameter],
        'Give the step that the graph was made for.',
      );
    });
  }

  /** τs of a layer, which is one number; a LIF or LI node is one whose synapse lasts a single step. */
  #tauSynapse(layer: ChainLayer, count: number): number {
    if (!isCuba(layer)) return 1;
    const own = this.#steps(layer, 'tau_syn', count);
    const tauSynapse = own[0]!;
    const other = own.find((value) => !isSame(value, tauSynapse));
    if (other !== undefined) {
      this.#refuse(
        `tau_syn is ${tauSynapse} steps and ${other}: the neurons of a layer have one.`,
        [layer.name, 'tau_syn'],
      );
    }
    return tauSynapse;
  }

  /** Whether the neurons of a layer never spike; those of a hidden layer have to. */
  #integrates(layer: ChainLayer, count: number): boolean {
    const { name, neuron } = layer;
    const spikes =
      (neuron.type === 'CubaLIF' || neuron.type === 'LIF') &&
      this.#parameter(layer, 'v_threshold', count).some((value) => value < UNREACHABLE);
    if (!spikes && layer !== this.#layers.at(-1)) {
      this.#refuse('The neurons never spike, and are not the last.', name);
    }
    return !spikes;
  }

  /** What a layer receives at every step: the biases of both of its matrices. */
  #bias({ feedforward, recurrent }: ChainLayer, count: number): Float64Array {
    const sum = new Float64Array(count);
    for (const matrix of [feedforward, recurrent]) {
      const array = matrix?.node.parameters.bias;
      if (!matrix || !array) continue;
      const { shape, data } = array;
      if (shape.join() !== String(count)) {
        this.#refuse(`A bias has the shape [${shape.join(', ')}], not [${count}].`, [
          matrix.name,
          'bias',
        ]);
      }
      const wrong = data.find((value: number) => !Number.isFinite(value));
      if (wrong !== undefined) this.#refuse(`A bias is ${wrong}.`, [matrix.name, 'bias']);
      for (let i = 0; i < count; i++) sum[i]! += data[i]!;
    }
    return sum;
  }

  /**
   * R and τ. (dt/tau_mem)·r·(dt/tau_syn)·w_in·S has to be (R/τ)·S/τs, hence R = r·w_in; and with a
   * different threshold a neuron does what one with R·Vth/v_threshold does.
   * @param threshold Vth; null for integrators
   */
  #neurons(
    layer: ChainLayer,
    count: number,
    threshold: number | null,
    notes: string[],
  ): IntrinsicParameters {
    const optional = (parameter: string, otherwise: number): Float64Array =>
      layer.neuron.parameters[parameter] === undefined
        ? new Float64Array(count).fill(otherwise)
        : this.#parameter(layer, parameter, count);
    for (const parameter of ['v_leak', 'v_reset']) {
      const wrong = optional(parameter, 0).find((value) => value !== 0);
      if (wrong !== undefined) {
        this.#refuse(`${parameter} is ${wrong}: only 0 can be run.`, [layer.name, parameter]);
      }
    }
    const tau = this.#steps(layer, isCuba(layer) ? 'tau_mem' : 'tau', count);
    const r = this.#parameter(layer, 'r', count);
    const wIn = optional('w_in', 1);
    if (wIn.some((value) => value !== 1)) notes.push(`w_in of "${layer.name}" went into R.`);
    const gain = r.map((value, i) => value * wIn[i]!);
    if (threshold === null) return { resistance: compact(gain), tau: compact(tau) };
    const thresholds = this.#parameter(layer, 'v_threshold', count);
    const low = thresholds.find((value) => !(value > 0));
    if (low !== undefined) {
      this.#refuse(`v_threshold is ${low}: only thresholds above 0 can be run.`, [
        layer.name,
        'v_threshold',
      ]);
    }
    if (thresholds.some((value) => value !== threshold)) {
      notes.push(`Thresholds of "${layer.name}" were scaled to ${threshold} by way of R.`);
    }
    const resistance = gain.map((value, i) => value * (threshold / thresholds[i]!));
    return { resistance: compact(resistance), tau: compact(tau) };
  }
}

const isCuba = ({ neuron }: ChainLayer): boolean => neuron.type.startsWith('Cuba');
