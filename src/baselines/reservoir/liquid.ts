/**
 * A liquid: one recurrent layer of spiking neurons whose weights are not trained. Where they come from, a column,
 * STDP or evolution, is the business of each system; the engines run them all.
 */
import type { Engine, EngineNetwork } from '../../engine/engine.ts';
import type { EdgePattern } from '../../model/edges.ts';
import { segmentOf, weightLayout } from '../../model/shape.ts';
import type { Tensor } from '../../training/job.ts';
import type { Tensors } from '../../training/network.ts';
import { edgesOf, refuseTensor } from '../edge-tensors.ts';

/** Constants that all neurons of a liquid share. */
export interface LiquidNeuron {
  /** τs, steps. */
  readonly tauSynapse: number;
  /** Vth. */
  readonly threshold: number;
}

/** A liquid as plain data. */
export interface Liquid {
  readonly inputs: number;
  readonly neuron: LiquidNeuron;
  readonly edges: EdgePattern;
  /** [inputs][N], most of them perhaps 0. */
  readonly input: Float32Array | Float64Array;
  /** [E] in edge order. */
  readonly recurrent: Float32Array | Float64Array;
  /** R [N]. */
  readonly resistance: Float32Array | Float64Array;
  /** τ [N], steps. */
  readonly tau: Float32Array | Float64Array;
}

/**
 * The liquid in the memory of an engine, ready for `record` and `evaluate`: layer 0. The engines want an output
 * layer; it has one neuron, which nothing reaches.
 */
export async function openLiquid(engine: Engine, liquid: Liquid): Promise<EngineNetwork> {
  const { inputs, edges, neuron } = liquid;
  const layers = [
    { neurons: edges.neurons, inputs, edges },
    { neurons: 1, inputs: edges.neurons, edges: null },
  ];
  const layout = weightLayout(layers, [false]);
  const network = await engine.createNetwork({ inputs, layers, ...neuron }, layout);
  setInput(network, liquid);
  network.weights.set(liquid.recurrent, segmentOf(layout, 0, 'recurrent')!.offset);
  const count = edges.sources.length;
  network.setCoupling(0, {
    gain: new Float64Array(count).fill(1),
    offset: new Float64Array(count),
  });
  const to = network.neurons(0);
  to.resistance.set(liquid.resistance);
  to.tau.set(liquid.tau);
  return network;
}

/** Gives an opened liquid the input weights of another that is otherwise the same. */
export function setInput(network: EngineNetwork, { input }: Pick<Liquid, 'input'>): void {
  network.weights.set(input, segmentOf(network.layout, 0, 'feedforward')!.offset);
}

/** The same liquid with all input weights times a factor. */
export const withInputGain = (liquid: Liquid, gain: number): Liquid => ({
  ...liquid,
  input: liquid.input.map((weight: number) => weight * gain),
});

/** Synapses from input channels that have a weight. */
export function inputSynapses({ input }: Liquid): number {
  let count = 0;
  for (let k = 0; k < input.length; k++) if (input[k] !== 0) count += 1;
  return count;
}

const NAMES = {
  input: 'liquid.input',
  recurrent: 'liquid.recurrent',
  offsets: 'liquid.offsets',
  sources: 'liquid.sources',
  resistance: 'liquid.resistance',
  tau: 'liquid.tau',
} as const;

/** Sizes of a liquid, from which the shapes of its tensors follow. */
export interface LiquidSize {
  readonly inputs: number;
  readonly neurons: number;
  readonly connections: number;
}

export const liquidShapes = ({ inputs, neurons, connections }: LiquidSize) =>
  new Map<string, readonly number[]>([
    [NAMES.input, [inputs, neurons]],
    [NAMES.recurrent, [connections]],
    [NAMES.offsets, [neurons + 1]],
    [NAMES.sources, [connections]],
    [NAMES.resistance, [neurons]],
    [NAMES.tau, [neurons]],
  ]);

export function liquidTensors(liquid: Liquid): Record<string, Tensor> {
  const { edges, inputs, input, recurrent, resistance, tau } = liquid;
  const vector = (data: Tensor['data']): Tensor => ({ shape: [data.length], data });
  return {
    [NAMES.input]: { shape: [inputs, edges.neurons], data: input },
    [NAMES.recurrent]: vector(recurrent),
    [NAMES.offsets]: vector(edges.offsets),
    [NAMES.sources]: vector(edges.sources),
    [NAMES.resistance]: vector(resistance),
    [NAMES.tau]: vector(tau),
  };
}

/**
 * Inverse of `liquidTensors`.
 * @param tensors of the shapes that `liquidShapes` gives
 * @throws MotifsmithError `artifact` if the connections are not those of a layer, or a time is not above 0
 */
export function liquidOf(
  tensors: Tensors,
  { inputs, neurons }: LiquidSize,
  neuron: LiquidNeuron,
): Liquid {
  const data = (name: string) => tensors[name]!.data;
  const edges = edgesOf(tensors, NAMES, neurons);
  for (const name of [NAMES.resistance, NAMES.tau]) {
    const at = data(name).findIndex((value: number) => !(Math.fround(value) > 0));
    if (at >= 0) refuseTensor(`Element ${at} is ${data(name)[at]}, which is not above 0.`, name);
  }
  const floats = (name: string) => data(name) as Float32Array | Float64Array;
  return {
    inputs,
    neuron,
    edges,
    input: floats(NAMES.input),
    recurrent: floats(NAMES.recurrent),
    resistance: floats(NAMES.resistance),
    tau: floats(NAMES.tau),
  };
}
