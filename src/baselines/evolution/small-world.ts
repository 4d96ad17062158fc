/**
 * How much of a small world a liquid is (Watts and Strogatz 1998): neighbours that are neighbours of each other,
 * and yet few steps from anyone to anyone. Directions are left aside, and so are self-connections and all but the
 * largest component.
 */
import { log } from '../../core/math.ts';
import { connects, countOnes, emptyMask, flip, type Mask, rowOf, visitRow } from './mask.ts';

/** What is measured of the largest component, of m neurons. */
export interface ComponentFacts {
  /** [m] ascending */
  readonly neurons: readonly number[];
  /** [m] c_v = 2 · edges among neighbours / (k(k − 1)), 0 where k < 2. */
  readonly clustering: Float64Array;
  /** Σ c_v */
  readonly clusteringSum: number;
  /** ℓ: mean over pairs of the fewest steps between them; 0 of a single neuron. */
  readonly pathLength: number;
  /** k̄ */
  readonly meanDegree: number;
}

/** How small a world is in proportion to what is usual: Σ c_v and ℓ. */
export interface SmallWorldReference {
  readonly clustering: number;
  readonly path: number;
}

const EULER_GAMMA = 0.5772156649015329;

/** An edge wherever there is a connection either way between two neurons. */
function undirected(mask: Mask): Mask {
  const graph = emptyMask(mask.neurons);
  for (let target = 0; target < mask.neurons; target++) {
    visitRow(rowOf(mask, target), (source) => {
      if (source === target) return;
      if (!connects(graph, target, source)) flip(graph, target, source);
      if (!connects(graph, source, target)) flip(graph, source, target);
    });
  }
  return graph;
}

/** Bits, one a neuron. */
const setBit = (bits: Uint32Array, v: number): void => {
  bits[v >>> 5]! |= 1 << (v & 31);
};

function overlap(a: Uint32Array, b: Uint32Array): boolean {
  for (let w = 0; w < a.length; w++) if ((a[w]! & b[w]!) !== 0) return true;
  return false;
}

/**
 * Neurons that can be reached from one, itself included, as bits, and the sum of the steps to them: breadth first,
 * from the reached ones or from the rest, whichever are fewer (Beamer et al. 2012).
 */
function reach(graph: Mask, start: number): { reached: Uint32Array; steps: number } {
  const words = rowOf(graph, start).length;
  const reached = new Uint32Array(words);
  const rest = new Uint32Array(words);
  for (let v = 0; v < graph.neurons; v++) setBit(v === start ? reached : rest, v);
  let frontier = reached.slice();
  let [size, left] = [1, graph.neurons - 1];
  let steps = 0;
  for (let distance = 1; size > 0 && left > 0; distance++) {
    const next = new Uint32Array(words);
    if (size <= left) {
      visitRow(frontier, (v) => {
        const row = rowOf(graph, v);
        for (let w = 0; w < words; w++) next[w]! |= row[w]!;
      });
    } else {
      visitRow(rest, (v) => {
        if (overlap(rowOf(graph, v), frontier)) setBit(next, v);
      });
    }
    size = 0;
    for (let w = 0; w < words; w++) {
      next[w]! &= rest[w]!;
      rest[w]! ^= next[w]!;
      reached[w]! |= next[w]!;
      size += countOnes(next[w]!);
    }
    left -= size;
    steps += distance * size;
    frontier = next;
  }
  return { reached, steps };
}

function neuronsOf(bits: Uint32Array): number[] {
  const neurons: number[] = [];
  visitRow(bits, (v) => neurons.push(v));
  return neurons;
}

/** The first of the largest components, and the sum of the steps from each of its neurons to all others. */
function largestComponent(graph: Mask): { neurons: number[]; steps: number } {
  const seen = new Set<number>();
  let largest: number[] = [];
  for (let start = 0; start < graph.neurons; start++) {
    if (seen.has(start)) continue;
    const component = neuronsOf(reach(graph, start).reached);
    for (const v of component) seen.add(v);
    if (component.length > largest.length) largest = component;
  }
  return {
    neurons: largest,
    steps: largest.reduce((sum, v) => sum + reach(graph, v).steps, 0),
  };
}

/** Edges among the neighbours of a neuron, over as many as there could be. */
function clusteringAt(graph: Mask, v: number): { degree: number; clustering: number } {
  const own = rowOf(graph, v);
  let degree = 0;
  let ends = 0;
  visitRow(own, (u) => {
    degree += 1;
    const row = rowOf(graph, u);
    for (let w = 0; w < own.length; w++) ends += countOnes(own[w]! & row[w]!);
  });
  return { degree, clustering: degree < 2 ? 0 : ends / (degree * (degree - 1)) };
}

/** @param mask of at least one neuron */
export function componentFacts(mask: Mask): ComponentFacts {
  const graph = undirected(mask);
  const { neurons, steps } = largestComponent(graph);
  const facts = neurons.map((v) => clusteringAt(graph, v));
  const clustering = Float64Array.from(facts, (fact) => fact.clustering);
  const m = neurons.length;
  return {
    neurons,
    clustering,
    clusteringSum: clustering.reduce((sum, c) => sum + c, 0),
    pathLength: m < 2 ? 0 : steps / (m * (m - 1)),
    meanDegree: facts.reduce((sum, { degree }) => sum + degree, 0) / m,
  };
}

const ratio = (clustering: number, path: number, reference: SmallWorldReference): number =>
  clustering === 0 ? 0 : clustering / reference.clustering / (path / reference.path);

/** Σ c_v and ℓ in proportion to constants, the same for all liquids: the published measure. Grows with density. */
export const smallWorldFixed = (
  { clusteringSum, pathLength }: Pick<ComponentFacts, 'clusteringSum' | 'pathLength'>,
  reference: SmallWorldReference,
): number => ratio(clusteringSum, pathLength, reference);

/**
 * Mean c and ℓ of a random graph with as many neurons and edges: k̄/(m − 1) and (ln m − γ)/ln k̄ + ½ (Fronczak et
 * al. 2004).
 */
export function randomReference({ neurons, meanDegree }: ComponentFacts): SmallWorldReference {
  const m = neurons.length;
  return {
    clustering: meanDegree / (m - 1),
    path: (log(m) - EULER_GAMMA) / log(meanDegree) + 0.5,
  };
}

/** Mean c and ℓ in proportion to those of a random graph, so that density alone is no merit. */
export const smallWorldForDensity = (facts: ComponentFacts): number =>
  ratio(facts.clusteringSum / facts.neurons.length, facts.pathLength, randomReference(facts));
