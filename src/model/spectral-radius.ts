/**
 * Spectral radius of a layer's recurrent weights, ρ = max |λ|: below 1 a small disturbance dies out in
 * the recurrence, above 1 it grows. The matrix is sparse and not symmetric, its largest
 * eigenvalues are often complex, and one-way chains of motifs grow for a long time although all their
 * eigenvalues are small. So it is first split into the strongly connected components of its graph,
 * whose eigenvalues together are those of the whole. Multiplying by a component makes a vector grow at
 * a rate that tends to its ρ, whether the eigenvalue is real or complex.
 */
import { exp, log, norm } from '../core/math.ts';
import { Random } from '../core/random.ts';
import { type Coupling, type EdgePattern, visitEdges } from './edges.ts';

/** Most multiplications. */
const MOST_ITERATIONS = 512;
/** Multiplications between two estimates of the rate. */
const INTERVAL = 64;
/** The rate has settled when successive estimates differ by less than this fraction. */
const SETTLED = 1e-7;

/** A square matrix in compressed rows. */
interface Rows {
  readonly offsets: Uint32Array;
  readonly columns: Uint32Array;
  readonly values: Float64Array;
}

/**
 * gain · w + offset of every edge, [E].
 * @param weights θ, in which the layer's recurrent weights start at `at`
 */
export function effectiveWeights(
  { gain, offset }: Coupling,
  weights: ArrayLike<number>,
  at: number,
): Float64Array {
  return gain.map((factor, e) => factor * weights[at + e]! + offset[e]!);
}

/**
 * Takes O(edges) for the components, and at most 512 multiplications by each. Relative error below
 * 1e-3 where one eigenvalue, a complex pair or a cycle dominates, of a few 1e-2 where many are nearly as
 * large as the largest.
 * @param weights [E] effective weights
 */
export function spectralRadius(edges: EdgePattern, weights: ArrayLike<number>): number {
  const matrix = withoutZeros(edges, weights);
  const component = components(matrix);
  const members = new Map<number, number[]>();
  component.forEach((c, i) => {
    const found = members.get(c);
    if (found) found.push(i);
    else members.set(c, [i]);
  });
  let largest = 0;
  const place = new Uint32Array(component.length);
  for (const neurons of members.values()) {
    const block = within(matrix, component, neurons, place);
    const only = neurons.length === 1;
    const radius = only ? Math.abs(block.values[0] ?? 0) : growthRate(block);
    largest = Math.max(largest, radius);
  }
  return largest;
}

function withoutZeros(edges: EdgePattern, weights: ArrayLike<number>): Rows {
  const offsets = new Uint32Array(edges.neurons + 1);
  const columns: number[] = [];
  const values: number[] = [];
  visitEdges(edges, (e, target, source) => {
    if (weights[e]! !== 0) {
      columns.push(source);
      values.push(weights[e]!);
    }
    offsets[target + 1] = columns.length;
  });
  // Rows without an edge are not visited.
  for (let i = 0; i < edges.neurons; i++) offsets[i + 1] = Math.max(offsets[i]!, offsets[i + 1]!);
  return { offsets, columns: Uint32Array.from(columns), values: Float64Array.from(values) };
}

/**
 * Strongly connected components (Tarjan 1972), without recursion: layers are too large for the stack.
 * @returns [N] number of each neuron's component
 */
function components({ offsets, columns }: Rows): Int32Array {
  const n = offsets.length - 1;
  const order = new Int32Array(n).fill(-1);
  const low = new Int32Array(n);
  const component = new Int32Array(n).fill(-1);
  const next = Uint32Array.from(offsets.subarray(0, n));
  const open: number[] = [];
  const path: number[] = [];
  let visited = 0;
  let found = 0;
  const enter = (i: number) => {
    order[i] = visited;
    low[i] = visited;
    visited += 1;
    open.push(i);
    path.push(i);
  };
  for (let root = 0; root < n; root++) {
    if (order[root] !== -1) continue;
    enter(root);
    while (path.length > 0) {
      const i = path.at(-1)!;
      if (next[i]! < offsets[i + 1]!) {
        const j = columns[next[i]!]!;
        next[i]! += 1;
        if (order[j] === -1) enter(j);
        else if (component[j] === -1) low[i] = Math.min(low[i]!, order[j]!);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) low[parent] = Math.min(low[parent]!, low[i]!);
      if (low[i] !== order[i]) continue;
      for (let j = -1; j !== i; ) {
        j = open.pop()!;
        component[j] = found;
      }
      found += 1;
    }
  }
  return component;
}

/** The part of the matrix among the neurons of one component. @param place [N] scratch */
function within(
  { offsets, columns, values }: Rows,
  component: Int32Array,
  neurons: readonly number[],
  place: Uint32Array,
): Rows {
  neurons.forEach((i, k) => {
    place[i] = k;
  });
  const own = new Uint32Array(neurons.length + 1);
  const sources: number[] = [];
  const weights: number[] = [];
  neurons.forEach((i, k) => {
    for (let e = offsets[i]!; e < offsets[i + 1]!; e++) {
      const j = columns[e]!;
      if (component[j] !== component[i]) continue;
      sources.push(place[j]!);
      weights.push(values[e]!);
    }
    own[k + 1] = sources.length;
  });
  return {
    offsets: own,
    columns: Uint32Array.from(sources),
    values: Float64Array.from(weights),
  };
}

/**
 * Rate at which ‖Aᵏx‖ grows with k. Complex pairs and cycles make it oscillate, so it is the geometric
 * mean over the later half of the iterations under a smooth window, in which oscillations cancel. x is drawn at
 * random, and lacks the growing direction with probability 0.
 */
function growthRate({ offsets, columns, values }: Rows): number {
  const n = offsets.length - 1;
  const random = new Random(0, 'spectral radius');
  const x = Float64Array.from({ length: n }, () => random.normal());
  const y = new Float64Array(n);
  const gains: number[] = [];
  let length = norm(x);
  let before = Number.NaN;
  let calm = 0;
  while (gains.length < MOST_ITERATIONS) {
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let e = offsets[i]!; e < offsets[i + 1]!; e++) sum += values[e]! * x[columns[e]!]!;
      y[i] = sum / length;
    }
    length = norm(y);
    if (length === 0) return 0;
    gains.push(log(length));
    x.set(y);
    if (gains.length % INTERVAL !== 0) continue;
    const rate = windowedMean(gains.slice(gains.length / 2));
    calm = Math.abs(rate - before) < SETTLED ? calm + 1 : 0;
    before = rate;
    if (calm === 2) break;
  }
  return exp(before);
}

/** Mean with weights (1 − z²)³, z from −1 to 1 over the values. */
function windowedMean(values: readonly number[]): number {
  let sum = 0;
  let total = 0;
  values.forEach((value, k) => {
    const z = (2 * (k + 0.5)) / values.length - 1;
    const weight = (1 - z * z) ** 3;
    sum += weight * value;
    total += weight;
  });
  return sum / total;
}
