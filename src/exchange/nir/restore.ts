/**
 * Gets the very network back that a NIR file of ours was made from: its motif, its weights before they
 * were scaled, its R and τ. The annotations that say so are believed only if the network that they
 * describe, exported again, gives the same graph bit for bit.
 */
import { MotifsmithError } from '../../core/errors.ts';
import { visitEdges } from '../../model/edges.ts';
import { DEFAULT_EXCITATORY_WEIGHT, type IntrinsicParameters } from '../../model/initialise.ts';
import { parseArchitectureText } from '../../model/parse-architecture.ts';
import {
  type Blueprint,
  blueprint,
  layerTauSynapse,
  segmentOf,
  type WeightSegment,
} from '../../model/shape.ts';
import { compact, type PortableModel } from '../portable-model.ts';
import { networkGraph } from './export.ts';
import type { NirArray, NirGraph, NirNode } from './graph.ts';
import { networkEquations } from './layers.ts';
import type { NetworkClaim } from './metadata.ts';
import { type LayerNames, layerNames } from './names.ts';
import { readerStep, TARGET_RULES } from './targets.ts';

/** @returns null if the annotations do not describe the graph: somebody changed one or the other */
export function restoreOwn(graph: NirGraph, claim: NetworkClaim): PortableModel | null {
  try {
    const plan = claimedPlan(graph, claim);
    if (plan === null) return null;
    const model = claimedModel(graph, claim, plan);
    if (model === null) return null;
    const again = networkGraph(model, networkEquations(model), claim);
    return sameGraph(again, graph) ? model : null;
  } catch (error) {
    // An impossible architecture, or numbers that are not finite.
    if (error instanceof MotifsmithError) return null;
    throw error;
  }
}

function weightOf(node: NirNode | NirGraph | undefined): NirArray | undefined {
  return node?.kind === 'node' ? node.parameters.weight : undefined;
}

/** The matrix before each layer, in the order of the layers. */
function feedforwardArrays(
  graph: NirGraph,
  names: readonly LayerNames[],
): (NirArray | undefined)[] {
  return names.map(({ weights }) => weightOf(graph.nodes.get(weights)));
}

function biasOf(graph: NirGraph, { weights }: LayerNames): NirArray['data'] | undefined {
  const node = graph.nodes.get(weights);
  return node?.kind === 'node' ? node.parameters.bias?.data : undefined;
}

function recurrentArray(graph: NirGraph, { neurons }: LayerNames): NirArray | undefined {
  const nested = graph.nodes.get(neurons);
  return nested?.kind === 'graph' ? weightOf(nested.nodes.get('w_rec')) : undefined;
}

/** v_threshold of recurrent neurons, whose targets may choose it; NaN if there is none. */
function thresholdOf(graph: NirGraph, { neurons }: LayerNames): number {
  const nested = graph.nodes.get(neurons);
  const lif = nested?.kind === 'graph' ? nested.nodes.get('lif') : undefined;
  return (lif?.kind === 'node' ? lif.parameters.v_threshold?.data[0] : undefined) ?? Number.NaN;
}

/** The architecture that is claimed, if its layers are as large as the matrices of the graph. */
function claimedPlan(graph: NirGraph, claim: NetworkClaim): Blueprint | null {
  const architecture = parseArchitectureText(claim.architecture, 'metadata');
  const sizes = [...architecture.hidden.map(({ neurons }) => neurons), architecture.outputs];
  const names = layerNames(sizes.length, claim.formatVersion);
  const arrays = feedforwardArrays(graph, names);
  const fits = arrays.every((array, l) => {
    const columns = l === 0 ? architecture.inputs : sizes[l - 1];
    const kind = architecture.hidden[l]?.kind ?? 'feedforward';
    const back = recurrentArray(graph, names[l]!)?.data.length;
    return (
      array?.shape.length === 2 &&
      array.shape[0] === sizes[l] &&
      array.shape[1] === columns &&
      (kind === 'feedforward' || back === array.shape[0] ** 2)
    );
  });
  return fits ? blueprint(architecture) : null;
}

function claimedModel(graph: NirGraph, claim: NetworkClaim, plan: Blueprint): PortableModel | null {
  const rules = TARGET_RULES[claim.target];
  const weights = new Float64Array(plan.layout.length);
  const neurons: IntrinsicParameters[] = [];
  const { formatVersion, stepSeconds, target } = claim;
  const { threshold } = plan.shape;
  const names = layerNames(plan.shape.layers.length, formatVersion);
  const dt = readerStep(target, stepSeconds, formatVersion);
  const arrays = feedforwardArrays(graph, names);
  for (const [l, layer] of plan.shape.layers.entries()) {
    const own = claim.neurons(l);
    if (own?.resistance.length !== layer.neurons || own.tau.length !== layer.neurons) return null;
    const { rowFactors } = rules.cuba(own, layerTauSynapse(plan.shape, l), dt);
    const scale = rules.threshold === undefined ? 1 : thresholdOf(graph, names[l]!) / threshold;
    const factor = (row: number): number => (rowFactors?.[row] ?? 1) * scale;
    const offset = (kind: WeightSegment['kind']): number => segmentOf(plan.layout, l, kind)!.offset;
    const bias = plan.shape.bias ? biasOf(graph, names[l]!) : undefined;
    neurons.push({
      resistance: compact(own.resistance),
      tau: compact(own.tau),
      ...(bias && {
        bias: compact(Array.from(bias, (value, i) => unscale(value, factor(i), bias))),
      }),
    });
    const { data } = arrays[l]!;
    const to = offset('feedforward');
    for (let i = 0; i < layer.neurons; i++) {
      for (let j = 0; j < layer.inputs; j++) {
        weights[to + j * layer.neurons + i] = unscale(data[i * layer.inputs + j]!, factor(i), data);
      }
    }
    if (layer.edges === null) continue;
    const back = recurrentArray(graph, names[l]!)!;
    const { gain } = plan.couplings[l]!;
    const recurrent = offset('recurrent');
    visitEdges(layer.edges, (e, target, source) => {
      const value = back.data[target * layer.neurons + source]!;
      // Behind an inhibitory connection is a weight that never changes and has no effect.
      weights[recurrent + e] =
        gain[e] === 0 ? DEFAULT_EXCITATORY_WEIGHT : unscale(value, factor(target), back.data);
    });
  }
  return {
    architecture: plan.architecture,
    weights: compactWeights(weights),
    neurons,
  };
}

/** A number that gives `scaled` when multiplied by `factor`: one of float32 if there is one. */
function unscale(scaled: number, factor: number, stored: NirArray['data']): number {
  const round = stored instanceof Float32Array ? Math.fround : (value: number) => value;
  const quotient = scaled / factor;
  const steps = [0, 1, -1].map((k) => quotient * (1 + k * Number.EPSILON));
  const candidates = [Math.fround(quotient), ...steps];
  return candidates.find((value) => round(value * factor) === scaled) ?? quotient;
}

/** Float32 if all but the constants behind inhibitory connections are. */
function compactWeights(weights: Float64Array): Float32Array | Float64Array {
  const single = weights.every(
    (value) => Math.fround(value) === value || value === DEFAULT_EXCITATORY_WEIGHT,
  );
  return single ? Float32Array.from(weights) : weights;
}

function sameGraph(a: NirGraph, b: NirGraph): boolean {
  const edges = (graph: NirGraph): string => JSON.stringify(graph.edges);
  if (a.nodes.size !== b.nodes.size || edges(a) !== edges(b)) return false;
  return [...a.nodes].every(([name, node]) => {
    const other = b.nodes.get(name);
    if (node.kind === 'graph') return other?.kind === 'graph' && sameGraph(node, other);
    return other?.kind === 'node' && sameNode(node, other);
  });
}

function sameNode(a: NirNode, b: NirNode): boolean {
  const names = Object.keys(a.parameters);
  if (a.type !== b.type || names.length !== Object.keys(b.parameters).length) return false;
  return names.every((name) => {
    const one = a.parameters[name]!;
    const other = b.parameters[name];
    return (
      other !== undefined &&
      one.shape.join() === other.shape.join() &&
      one.data.constructor === other.data.constructor &&
      one.data.every((value: number, k: number) => value === other.data[k])
    );
  });
}
