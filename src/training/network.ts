/**
 * Between blueprints, snapshots and a network in an engine's memory. All of a network's state is
 * copied in the engine's own precision, so that a restored network continues with the same bits.
 */
import { MotifsmithError } from '../core/errors.ts';
import type { Engine, EngineNetwork, NeuronParameters, Vector } from '../engine/engine.ts';
import { type Loss, PSC_LOSS } from '../engine/loss.ts';
import { type Rule, TSSL_BP } from '../engine/rule.ts';
import type { Architecture } from '../model/architecture-schema.ts';
import type { IntrinsicParameters } from '../model/initialise.ts';
import { type Blueprint, blueprint, segmentOf } from '../model/shape.ts';
import type { Snapshot, Tensor } from './job.ts';

export type Tensors = Snapshot['tensors'];

/** The part of a network's state that is not tensors. */
export interface NetworkState {
  readonly beta1Power: number;
  readonly beta2Power: number;
  readonly [key: string]: number;
}

/** A trained network as plain data: what is needed to compute with it, and no more. */
export interface TrainedModel {
  readonly architecture: Architecture;
  /** θ [P], laid out as `blueprint(architecture).layout` says. */
  readonly weights: ArrayLike<number>;
  /** [layers] R, τ and bias, the output layer last. */
  readonly neurons: readonly IntrinsicParameters[];
}

/**
 * Builds a network with given weights, R and τ, its fixed couplings set. Couplings of supernet layers
 * are left to the caller.
 * @param neurons their bias, where it is trained and given, takes the place of that in the weights
 * @param rule of its backward pass: TSSL-BP if left out
 */
export async function createNetwork(
  engine: Engine,
  plan: Blueprint,
  weights: ArrayLike<number>,
  neurons: readonly IntrinsicParameters[],
  loss: Loss,
  rule: Rule = TSSL_BP,
): Promise<EngineNetwork> {
  const network = await engine.createNetwork(plan.shape, plan.layout, loss, rule);
  write(network.weights, weights, 'weights');
  plan.shape.layers.forEach((_, l) => {
    const to = network.neurons(l);
    const from = neurons[l]!;
    write(to.resistance, from.resistance, `neurons.${l}.resistance`);
    write(to.tau, from.tau, `neurons.${l}.tau`);
    if (from.bias || plan.shape.bias !== 'trained') {
      write(to.bias ?? new Float64Array(0), from.bias ?? [], `neurons.${l}.bias`);
    }
    const coupling = plan.couplings[l];
    if (coupling) network.setCoupling(l, coupling);
  });
  return network;
}

/**
 * A network ready to evaluate a trained model.
 * @param loss that evaluations report: the paper's if left out
 */
export async function openModel(
  engine: Engine,
  model: TrainedModel,
  loss: Loss = PSC_LOSS,
): Promise<EngineNetwork> {
  return createNetwork(engine, blueprint(model.architecture), model.weights, model.neurons, loss);
}

/** Copies a network's weights, R and τ out of the engine. */
export function readModel(network: EngineNetwork, architecture: Architecture): TrainedModel {
  return { architecture, weights: network.weights.slice(), neurons: readIntrinsic(network) };
}

/** A model with other weights, and with what of a trained bias is among them. */
export function withWeights(
  { architecture, neurons }: TrainedModel,
  weights: Vector,
): TrainedModel {
  const { layout } = blueprint(architecture);
  return {
    architecture,
    weights,
    neurons: neurons.map((own, l) => {
      const bias = segmentOf(layout, l, 'bias');
      if (!bias) return own;
      return { ...own, bias: weights.slice(bias.offset, bias.offset + bias.length) };
    }),
  };
}

/** Copies R, τ and bias of all layers, in the engine's precision. */
export function readIntrinsic(network: EngineNetwork): NeuronParameters[] {
  return network.shape.layers.map((_, l) => {
    const { resistance, tau, bias } = network.neurons(l);
    return {
      resistance: resistance.slice(),
      tau: tau.slice(),
      ...(bias && { bias: bias.slice() }),
    };
  });
}

/** All trained state of a network: θ, both moments of Adam and its powers, R and τ; and its bias. */
export function saveNetwork(network: EngineNetwork): { state: NetworkState; tensors: Tensors } {
  const { adam, weights } = network;
  return {
    state: { beta1Power: adam.beta1Power, beta2Power: adam.beta2Power },
    tensors: {
      weights: vectorTensor(weights),
      'adam.first': vectorTensor(adam.firstMoment),
      'adam.second': vectorTensor(adam.secondMoment),
      ...neuronTensors(readIntrinsic(network)),
    },
  };
}

/** R, τ and bias of all layers, for a snapshot. */
export function neuronTensors(neurons: readonly NeuronParameters[]): Tensors {
  const tensors: Record<string, Tensor> = {};
  neurons.forEach(({ resistance, tau, bias }, l) => {
    tensors[`neurons.${l}.resistance`] = vectorTensor(resistance);
    tensors[`neurons.${l}.tau`] = vectorTensor(tau);
    if (bias) tensors[`neurons.${l}.bias`] = vectorTensor(bias);
  });
  return tensors;
}

/**
 * Inverse of `neuronTensors`.
 * @param layers how many, the output layer included
 * @throws MotifsmithError (`artifact`) if a tensor is missing
 */
export const neuronsIn = (tensors: Tensors, layers: number): NeuronParameters[] =>
  Array.from({ length: layers }, (_, l) => {
    const bias = tensors[`neurons.${l}.bias`]?.data as Vector | undefined;
    return {
      resistance: tensorData(tensors, `neurons.${l}.resistance`) as Vector,
      tau: tensorData(tensors, `neurons.${l}.tau`) as Vector,
      ...(bias && { bias }),
    };
  });

/**
 * Inverse of `saveNetwork`.
 * @throws MotifsmithError (`artifact`) if a tensor is missing or does not fit the blueprint
 */
export async function restoreNetwork(
  engine: Engine,
  plan: Blueprint,
  state: NetworkState,
  tensors: Tensors,
  loss: Loss,
  rule: Rule = TSSL_BP,
): Promise<EngineNetwork> {
  const network = await createNetwork(
    engine,
    plan,
    tensorData(tensors, 'weights'),
    neuronsIn(tensors, plan.shape.layers.length),
    loss,
    rule,
  );
  const { adam } = network;
  write(adam.firstMoment, tensorData(tensors, 'adam.first'), 'adam.first');
  write(adam.secondMoment, tensorData(tensors, 'adam.second'), 'adam.second');
  adam.beta1Power = state.beta1Power;
  adam.beta2Power = state.beta2Power;
  return network;
}

/** A one-dimensional tensor that copies the values. */
export function vectorTensor(values: Vector): Tensor {
  return { shape: [values.length], data: values.slice() };
}

/** @throws MotifsmithError (`artifact`) if the snapshot has no such tensor */
export function tensorData(tensors: Tensors, name: string): Tensor['data'] {
  const tensor = tensors[name];
  if (!tensor) {
    throw new MotifsmithError('artifact', `The snapshot has no tensor ${name}.`, {
      where: name,
      remedy: 'Resume with the configuration that the snapshot was made with.',
    });
  }
  return tensor.data;
}

/** The tensors whose names start with `prefix/`, without it. */
export function tensorsUnder(tensors: Tensors, prefix: string): Tensors {
  return Object.fromEntries(
    Object.entries(tensors)
      .filter(([name]) => name.startsWith(`${prefix}/`))
      .map(([name, tensor]) => [name.slice(prefix.length + 1), tensor]),
  );
}

/** Puts `prefix/` before every name. */
export function withPrefix(tensors: Tensors, prefix: string): Tensors {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [`${prefix}/${name}`, tensor]),
  );
}

function write(target: Vector, values: ArrayLike<number>, name: string): void {
  if (target.length !== values.length) {
    throw new MotifsmithError(
      'artifact',
      `${name} has ${values.length} entries, but the network has ${target.length}.`,
      { where: name, remedy: 'Use the weights with the architecture that they were trained for.' },
    );
  }
  target.set(values);
}
