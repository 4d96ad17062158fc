/**
 * One step of a network as a graph: equations 1 to 4 as the `wasm` engine computes them. The synapse filter is linear,
 * so it is applied once for each target neuron.
 */
import { type Blueprint, isIntegrator, layerTauSynapse, segmentOf } from '../../model/shape.ts';
import type { PortableModel } from '../portable-model.ts';
import { FLOAT, type OnnxGraph } from './model-file.ts';
import { appendRecurrence } from './recurrence.ts';
import { StepGraph, type StepState } from './step-graph.ts';

/** Number of events of each input in the step. */
const COUNTS = 'counts';
/** Spikes of the output neurons in the step. */
const SPIKES = 'spikes';
/** Σ_t a_o[t], or u_o[t] of leaky integrators, which have no spikes. */
const SCORES = 'scores';
const OUTPUT_LAYER = 'output';

/** A model and what its architecture says of it. */
interface Network {
  readonly model: PortableModel;
  readonly plan: Blueprint;
}

/** Makes the graph of a network. */
export function stepGraph(network: Network): OnnxGraph {
  const graph = new StepGraph();
  const { shape } = network.plan;
  const { inputs, layers, threshold } = shape;
  if (layers.some((_, l) => !isIntegrator(shape, l))) {
    graph.constant('threshold', [], Float32Array.of(threshold));
  }
  let received = graph.input(COUNTS, inputs);
  graph.output(SPIKES, layers.at(-1)!.neurons);
  layers.forEach((_, l) => {
    const isOutput = l === layers.length - 1;
    const layer = isOutput ? OUTPUT_LAYER : `hidden_${l}`;
    const sum = appendSum(graph, network, l, layer, received);
    received = isOutput ? SPIKES : `${layer}_spikes_next`;
    appendNeurons(graph, network, l, layer, sum, received);
  });
  appendScores(graph, network.plan);
  return graph.finish('step');
}

/** J_i[t] = Σ_j w_ij s_j[t] + Σ_r W_ir s_r[t−1] + b_i. @param received spikes of the layer before */
function appendSum(
  graph: StepGraph,
  network: Network,
  l: number,
  layer: string,
  received: string,
): string {
  const arriving = appendArriving(graph, network, l, layer, received);
  const { bias } = network.model.neurons[l]!;
  if (!bias) return arriving;
  const own = graph.constant(`${layer}_bias`, [bias.length], Float32Array.from(bias));
  return graph.apply('Add', [arriving, own], `${layer}_biased`);
}

/** The part of J that spikes bring. */
function appendArriving(
  graph: StepGraph,
  { model: { weights }, plan }: Network,
  l: number,
  layer: string,
  received: string,
): string {
  const { inputs, neurons, edges } = plan.shape.layers[l]!;
  const from = segmentOf(plan.layout, l, 'feedforward')!.offset;
  const matrix = Float32Array.from({ length: inputs * neurons }, (_, k) => weights[from + k]!);
  const feedforward = graph.constant(`${layer}_feedforward`, [inputs, neurons], matrix);
  const direct = graph.apply('MatMul', [received, feedforward], `${layer}_direct`);
  if (edges === null || edges.sources.length === 0) return direct;
  const { gain, offset } = plan.couplings[l]!;
  const own = segmentOf(plan.layout, l, 'recurrent')!.offset;
  const effective = Float32Array.from(gain, (g, e) => g * weights[own + e]! + offset[e]!);
  const { before } = graph.state(`${layer}_spikes`, neurons);
  const recurrent = appendRecurrence(graph, before, edges, effective, layer);
  return graph.apply('Add', [direct, recurrent], `${layer}_sum`);
}

/** Equations 1 to 4. @param sum J @param spikes names the result */
function appendNeurons(
  graph: StepGraph,
  { model, plan }: Network,
  l: number,
  layer: string,
  sum: string,
  spikes: string,
): void {
  const { neurons } = plan.shape.layers[l]!;
  const resistance = Float32Array.from(model.neurons[l]!.resistance);
  const tau = Float32Array.from(model.neurons[l]!.tau);
  const [keep, gain] = synapseConstants(graph, layerTauSynapse(plan.shape, l), layer);
  const current = graph.state(`${layer}_current`, neurons);
  appendLeak(graph, current, sum, { keep, gain, name: `${layer}_synapse` });
  const potential = graph.state(`${layer}_potential`, neurons);
  const peak = { before: potential.before, after: `${layer}_peak` };
  appendLeak(graph, peak, current.after, {
    keep: graph.constant(
      `${layer}_membrane_keep`,
      [neurons],
      tau.map((t) => 1 - 1 / t),
    ),
    gain: graph.constant(
      `${layer}_membrane_gain`,
      [neurons],
      tau.map((t, i) => resistance[i]! / t),
    ),
    name: `${layer}_membrane`,
  });
  if (isIntegrator(plan.shape, l)) {
    const none = graph.constant('no_spike', [], Float32Array.of(0));
    graph.apply('Mul', [peak.after, none], spikes);
    graph.apply('Identity', [peak.after], potential.after);
    return;
  }
  const fires = graph.apply('Greater', [peak.after, 'threshold'], `${layer}_fires`);
  graph.apply('Cast', [fires], spikes, { to: FLOAT });
  const lost = graph.apply('Mul', [peak.after, spikes], `${layer}_lost`);
  graph.apply('Sub', [peak.after, lost], potential.after);
}

/** a_o[t] (or u_o[t]) of the output neurons, and their sum over the steps. */
function appendScores(graph: StepGraph, { shape }: Blueprint): void {
  const last = shape.layers.length - 1;
  const { neurons } = shape.layers[last]!;
  const scores = graph.state(SCORES, neurons);
  if (isIntegrator(shape, last)) {
    graph.apply('Add', [scores.before, `${OUTPUT_LAYER}_peak`], scores.after);
    return;
  }
  const psc = graph.state(`${OUTPUT_LAYER}_psc`, neurons);
  const [keep, gain] = synapseNames(OUTPUT_LAYER);
  appendLeak(graph, psc, SPIKES, { keep, gain, name: `${OUTPUT_LAYER}_filter` });
  graph.apply('Add', [scores.before, psc.after], scores.after);
}

const synapseNames = (layer: string): [keep: string, gain: string] => [
  `${layer}_synapse_keep`,
  `${layer}_synapse_gain`,
];

/** 1 − 1/τs and 1/τs. */
function synapseConstants(graph: StepGraph, tauSynapse: number, layer: string): [string, string] {
  const [keep, gain] = synapseNames(layer);
  graph.constant(keep, [], Float32Array.of(1 - 1 / tauSynapse));
  graph.constant(gain, [], Float32Array.of(1 / tauSynapse));
  return [keep, gain];
}

/** keep · before + gain · received, in the engine's order of operations. */
function appendLeak(
  graph: StepGraph,
  { before, after }: StepState,
  received: string,
  { keep, gain, name }: { readonly keep: string; readonly gain: string; readonly name: string },
): void {
  const kept = graph.apply('Mul', [keep, before], `${name}_kept`);
  const added = graph.apply('Mul', [gain, received], `${name}_added`);
  graph.apply('Add', [kept, added], after);
}
