/** Draws a heterogeneous network: a column whose neurons and plastic synapses each have constants of their own. */
import { Random } from '../../core/random.ts';
import { visitEdges } from '../../model/edges.ts';
import {
  columnSize,
  connectionProbability,
  drawConnections,
  drawInput,
  drawTypes,
  MAASS_PAIRS,
} from '../reservoir/column.ts';
import type { Liquid } from '../reservoir/liquid.ts';
import type { PlasticSynapses } from '../stdp/stdp.ts';
import type { HrsnnSettings } from './settings.ts';
import type { Hyperparameters } from './space.ts';

/** A liquid some of whose synapses learn. */
export interface PlasticLiquid {
  /** As it was drawn. */
  readonly liquid: Liquid;
  /** [S] those out of excitatory neurons. */
  readonly synapses: PlasticSynapses;
  /** [S] edge of each. */
  readonly edges: Uint32Array;
}

/** From a gamma distribution; its mean, if the shape is infinite. */
const draw = (mean: number, shape: number, random: Random): number =>
  shape === Infinity ? mean : mean * random.gamma(shape);

export function drawPlasticLiquid(
  settings: HrsnnSettings,
  values: Hyperparameters,
  inputs: number,
  seed: number,
): PlasticLiquid {
  const { shape, inhibitoryShare, tauSynapse, threshold, maximumWeight } = settings;
  const { density, lambda } = values;
  const neurons = columnSize(shape);
  const stream = (name: string) => new Random(seed, `hrsnn/${name}`);
  const inhibitory = drawTypes(neurons, inhibitoryShare, stream('types'));
  const { EE, EI, IE, II } = MAASS_PAIRS;
  const pairs = { EE: density * EE, EI: density * EI, IE: density * IE, II: density * II };
  const probability = connectionProbability(shape, inhibitory, { pairs, lambda, self: false });
  const uniform = stream('connections');
  const edges = drawConnections(neurons, probability, () => uniform.uniform());
  const excitatoryWeight = values.excitatoryWeight * maximumWeight;
  const tau = stream('tau');
  const taus = Float32Array.from(inhibitory, (is) =>
    is
      ? 1 + draw(values.tauInhibitory, values.tauInhibitoryShape, tau)
      : 1 + draw(values.tauExcitatory, values.tauExcitatoryShape, tau),
  );
  const plastic: { edge: number; target: number; source: number }[] = [];
  visitEdges(edges, (edge, target, source) => {
    if (!inhibitory[source]) plastic.push({ edge, target, source });
  });
  const constants = (name: 'potentiation' | 'depression' | 'tauPotentiation' | 'tauDepression') => {
    const random = stream(name);
    return plastic.map(() => draw(values[name], values[`${name}Shape`], random));
  };
  const largest = settings.inputWeight * values.inputGain;
  return {
    liquid: {
      inputs,
      neuron: { tauSynapse, threshold },
      edges,
      input: drawInput(inputs, neurons, settings.inputFanOut, largest, stream('input')),
      recurrent: Float32Array.from(edges.sources, (source) =>
        inhibitory[source] ? -values.inhibitoryWeight : excitatoryWeight,
      ),
      resistance: taus,
      tau: taus,
    },
    synapses: {
      targets: plastic.map(({ target }) => target),
      sources: plastic.map(({ source }) => source),
      potentiation: constants('potentiation'),
      depression: constants('depression'),
      tauPotentiation: constants('tauPotentiation'),
      tauDepression: constants('tauDepression'),
    },
    edges: Uint32Array.from(plastic, ({ edge }) => edge),
  };
}

/** The liquid with other weights at its plastic synapses. @param weights [S] */
export function withWeights({ liquid, edges }: PlasticLiquid, weights: Float64Array): Liquid {
  const recurrent = Float32Array.from(liquid.recurrent);
  edges.forEach((edge, k) => {
    recurrent[edge] = weights[k]!;
  });
  return { ...liquid, recurrent };
}
