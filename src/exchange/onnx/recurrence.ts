/**
 * Σ_r W_ir s_r: what a layer receives from its own spikes. A motif layer is a product of small matrices, one for
 * each motif, and a shifted copy of the spikes for each direction of its lateral connections: fewer multiplications
 * than a matrix, and faster than gathering sources (docs/formats.md).
 */
import { type EdgePattern, visitEdges } from '../../model/edges.ts';
import type { StepGraph } from './step-graph.ts';

/**
 * Appends the recurrence of a layer.
 * @param spikes [batch][N]
 * @param weights [E] effective weights in the order of the edges
 * @param layer prefix of names
 * @returns [batch][N]
 */
export function appendRecurrence(
  graph: StepGraph,
  spikes: string,
  edges: EdgePattern,
  weights: Float32Array,
  layer: string,
): string {
  const terms =
    edges.period === undefined
      ? [matrixTerm(graph, spikes, edges, weights, layer)]
      : motifTerms(graph, spikes, { ...edges, period: edges.period }, weights, layer);
  return terms.reduce((sum, term, k) =>
    graph.apply('Add', [sum, term], `${layer}_recurrent_sum_${k}`),
  );
}

/** Every neuron to every one. */
function matrixTerm(
  graph: StepGraph,
  spikes: string,
  edges: EdgePattern,
  weights: Float32Array,
  layer: string,
): string {
  const { neurons } = edges;
  const matrix = new Float32Array(neurons * neurons);
  visitEdges(edges, (e, target, source) => {
    matrix[source * neurons + target] = weights[e]!;
  });
  const constant = graph.constant(`${layer}_recurrent`, [neurons, neurons], matrix);
  return graph.apply('MatMul', [spikes, constant], `${layer}_recurrent_current`);
}

type MotifPattern = EdgePattern & { readonly period: number };

/** Connections within motifs, then those to other motifs, by their distance. */
function motifTerms(
  graph: StepGraph,
  spikes: string,
  edges: MotifPattern,
  weights: Float32Array,
  layer: string,
): string[] {
  const { neurons, period: size } = edges;
  // Motifs of one neuron are vectors: their connections to themselves are a distance of 0.
  const blocks = new Float32Array(size > 1 ? Math.ceil(neurons / size) * size * size : 0);
  let within = false;
  const lateral = new Map<number, Float32Array>();
  visitEdges(edges, (e, target, source) => {
    const motif = Math.floor(target / size);
    if (size > 1 && motif === Math.floor(source / size)) {
      within = true;
      blocks[(motif * size + (source % size)) * size + (target % size)] = weights[e]!;
      return;
    }
    const distance = source - target;
    if (!lateral.has(distance)) lateral.set(distance, new Float32Array(neurons));
    lateral.get(distance)![target] = weights[e]!;
  });
  const distances = [...lateral].sort(([a], [b]) => a - b);
  const terms = distances.map(([distance, row], k) =>
    lateralTerm(graph, spikes, distance, row, `${layer}_lateral_${k}`),
  );
  return within ? [motifTerm(graph, spikes, edges, blocks, layer), ...terms] : terms;
}

/** @param blocks [motifs][source][target], 0 past the end of a short last motif */
function motifTerm(
  graph: StepGraph,
  spikes: string,
  { neurons, period: size }: MotifPattern,
  blocks: Float32Array,
  layer: string,
): string {
  const motifs = Math.ceil(neurons / size);
  const name = `${layer}_motifs`;
  const missing = motifs * size - neurons;
  const whole = pad(graph, spikes, 0, missing, `${name}_whole`);
  const split = graph.constant(`${name}_shape`, [4], [-1, motifs, 1, size]);
  const rows = graph.apply('Reshape', [whole, split], `${name}_spikes`);
  const matrices = graph.constant(name, [motifs, size, size], blocks);
  const product = graph.apply('MatMul', [rows, matrices], `${name}_product`);
  const flat = graph.constant(`${name}_flat`, [2], [-1, motifs * size]);
  const joined = graph.apply('Reshape', [product, flat], `${name}_joined`);
  return pad(graph, joined, 0, -missing, `${name}_current`);
}

/** Every neuron from the one that is `distance` further, with the weights of a row [N]. */
function lateralTerm(
  graph: StepGraph,
  spikes: string,
  distance: number,
  row: Float32Array,
  name: string,
): string {
  const sources = pad(graph, spikes, -distance, distance, `${name}_spikes`);
  const weights = graph.constant(name, [row.length], row);
  return graph.apply('Mul', [sources, weights], `${name}_current`);
}

/** Adds zeros before and after each row, or takes values away where a number is negative. */
function pad(graph: StepGraph, row: string, before: number, after: number, name: string): string {
  if (before === 0 && after === 0) return row;
  const pads = graph.constant(`${name}_pads`, [4], [0, before, 0, after]);
  return graph.apply('Pad', [row, pads], name);
}
