/** A network of gated cells, ready to classify. Nothing in it fires. */
import { MotifsmithError } from '../../core/errors.ts';
import type { EventSample } from '../../data/events/sample.ts';
import type { Tensors } from '../../training/network.ts';
import type { BaselineModel, Classifier, Examined } from '../system.ts';
import { type GatedArchitecture, shapeOf } from './architecture.ts';
import { type Cell, GATES, part } from './layout.ts';
import { GatedNetwork } from './network.ts';

/** Products of a unit in a step besides those of matrices: of gates with values, peepholes, time gates. */
const UNIT_PRODUCTS: { readonly [C in Cell]: number } = {
  rnn: 0,
  'gru-reset-before': 3,
  'gru-reset-after': 3,
  lstm: 3,
  phased: 10,
};

/** The network of an architecture, with parameters of 0. @param leak α of time gates in training */
export const newNetwork = (architecture: GatedArchitecture, leak: number): GatedNetwork => {
  const { loss, sampling, inputDecay, stepMs } = architecture;
  return new GatedNetwork(shapeOf(architecture), { loss, sampling, inputDecay, dt: stepMs, leak });
};

/** The parameters of a network by name, as a run keeps them. @param values θ */
export const gatedTensors = (
  { layout }: GatedNetwork,
  values: ArrayLike<number> & Iterable<number>,
): Tensors =>
  Object.fromEntries(
    layout.segments.map(({ name, shape, offset, length }) => [
      name,
      {
        shape,
        data: Float64Array.from(values)
          .subarray(offset, offset + length)
          .slice(),
      },
    ]),
  );

/** @throws MotifsmithError `artifact` if a time gate is impossible */
export function openGated({ architecture, tensors }: BaselineModel<GatedArchitecture>): Classifier {
  const network = newNetwork(architecture, 0);
  for (const { name } of network.layout.segments) {
    const { data } = tensors[name]!;
    if (/\.(tau|open)$/.test(name) && data.some((value) => value <= 0)) {
      throw new MotifsmithError('artifact', 'A time gate has no period, or is never open.', {
        where: name,
        remedy: 'Restore the file of weights, or let `motifsmith runs repair` write it again.',
      });
    }
    part(network.layout, network.weights, name).set(data);
  }
  return new GatedClassifier(network);
}

/** An evaluation as the interfaces of training want it: no layer has spikes. */
export async function evaluateGated(network: GatedNetwork, samples: readonly EventSample[]) {
  return { ...network.evaluate(samples), spikes: new Float64Array(0) };
}

class GatedClassifier implements Classifier {
  readonly #network: GatedNetwork;
  readonly shape = { layers: [] };
  readonly layers = [];

  constructor(network: GatedNetwork) {
    this.#network = network;
  }

  get classes(): number {
    return this.#network.shape.classes;
  }

  get parameters() {
    const { trained, length } = this.#network.layout;
    return { trainable: trained, fixed: length - trained };
  }

  evaluate(samples: readonly EventSample[]) {
    return evaluateGated(this.#network, samples);
  }

  async examine(sample: EventSample): Promise<Examined> {
    const { scores, steps } = this.#network.evaluate([sample]);
    const { cell, units, dense, classes } = this.#network.shape;
    const gates = GATES[cell].length;
    const inputAc = sample.channels.length * gates * units[0]!;
    const filter = this.#network.options.inputDecay === 0 ? 0 : gates;
    const hidden = units.map((count, l) => {
      const sources = count + (units[l - 1] ?? 0);
      const each = gates * sources + UNIT_PRODUCTS[cell] + (l === 0 ? filter : 0);
      return {
        name: `hidden.${l}`,
        inputSpikes: l === 0 ? sample.channels.length : 0,
        ac: l === 0 ? inputAc : 0,
        mac: steps * count * each,
      };
    });
    const last = units.at(-1)!;
    const mac = steps * (dense === null ? last * classes : dense * (last + classes));
    return {
      scores: scores[0]!,
      spikes: [],
      operations: [...hidden, { name: 'output', inputSpikes: 0, ac: 0, mac }],
      inputAc,
    };
  }

  dispose(): void {}
}
