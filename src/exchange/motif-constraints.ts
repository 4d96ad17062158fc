/**
 * What a motif demands of weights that come from elsewhere: nothing where it has no connection, excitatory
 * weights of 0 or more, inhibitory ones of one fixed value. Programs that train an exported network may
 * not have kept to that.
 */
import { canonical } from '../core/canonical.ts';
import { MotifsmithError } from '../core/errors.ts';
import type { Architecture } from '../model/architecture-schema.ts';
import { visitEdges } from '../model/edges.ts';
import { DEFAULT_EXCITATORY_WEIGHT } from '../model/initialise.ts';
import { type Blueprint, blueprint, layerTauSynapse, segmentOf } from '../model/shape.ts';
import { isSame } from './nearly-equal.ts';
import { compact, type PortableModel } from './portable-model.ts';

/** @throws MotifsmithError `artifact` if the network of a file is not the one that is asked for */
export function requireSame(own: Architecture, asked: Architecture, where: string): void {
  if (canonical(own) === canonical(asked)) return;
  throw new MotifsmithError('artifact', 'The file is of a network of another architecture.', {
    where,
    remedy: 'Name the architecture that it was made from, or leave --architecture out.',
  });
}

/**
 * @param file names the file in errors
 * @throws MotifsmithError `artifact` naming the first excitatory weight that is negative
 */
export function requireSigns({ architecture, weights }: PortableModel, file: string): void {
  const plan = blueprint(architecture);
  plan.shape.layers.forEach(({ edges }, l) => {
    if (edges === null) return;
    const { name, offset, nonNegative } = segmentOf(plan.layout, l, 'recurrent')!;
    if (!nonNegative) return;
    const { gain } = plan.couplings[l]!;
    visitEdges(edges, (e, target, source) => {
      const weight = weights[offset + e]!;
      if (gain[e] === 0 || weight >= 0) return;
      throw new MotifsmithError(
        'artifact',
        `The connection from neuron ${source} to neuron ${target} is excitatory, but its weight is ${weight}.`,
        {
          where: `${file}, tensor "${name}", element ${e}`,
          remedy: 'Set such weights to 0 after each step of the optimiser, as clamp_() does.',
        },
      );
    });
  });
}

/**
 * A network that was read by its equations, as one of a given architecture. Programs that keep R out of
 * their equations scale what a neuron receives; inhibitory weights show by how much, and R takes it back.
 * @param found its recurrent layers are dense
 * @param notes what was done to the numbers is added, for people
 * @throws MotifsmithError `artifact` naming what differs, or the first weight that the motif forbids
 */
export function fitArchitecture(
  found: PortableModel,
  architecture: Architecture,
  file: string,
  notes: string[],
): PortableModel {
  requireShape(found.architecture, architecture, file);
  const from = blueprint(found.architecture);
  const to = blueprint(architecture);
  const weights = new Float64Array(to.layout.length);
  const neurons = found.neurons.map(({ resistance, tau, bias }, l) => {
    const { inputs, neurons: count, edges } = to.shape.layers[l]!;
    const factors = new Float64Array(count).fill(1);
    if (edges !== null) {
      const at = segmentOf(from.layout, l, 'recurrent')!.offset;
      const matrix = { values: found.weights, at, neurons: count };
      const { name, offset, nonNegative } = segmentOf(to.layout, l, 'recurrent')!;
      const where = `${file}, "${name}"`;
      if (!nonNegative) {
        for (let e = 0; e < count * count; e++) weights[offset + e] = found.weights[at + e]!;
      } else weights.set(motifWeights(to, l, matrix, factors, where), offset);
    }
    const read = segmentOf(from.layout, l, 'feedforward')!.offset;
    const write = segmentOf(to.layout, l, 'feedforward')!.offset;
    for (let k = 0; k < inputs * count; k++) {
      weights[write + k] = found.weights[read + k]! / factors[k % count]!;
    }
    const scaled = factors.filter((factor) => factor !== 1).length;
    if (scaled > 0) {
      notes.push(`Inputs of ${scaled} neurons of layer ${l} were scaled to the motif by way of R.`);
    }
    return {
      resistance: compact(Array.from(resistance, (R, i) => R * factors[i]!)),
      tau,
      ...(architecture.bias && { bias: compact(factors.map((f, i) => (bias?.[i] ?? 0) / f)) }),
    };
  });
  return { architecture, weights: compact(weights), neurons };
}

interface RecurrentMatrix {
  readonly values: ArrayLike<number>;
  /** Where the matrix [target][source] begins. */
  readonly at: number;
  readonly neurons: number;
}

/**
 * Weights of the edges of a motif layer, in their order.
 * @param factors [N] what each neuron receives is divided by; set
 */
function motifWeights(
  { architecture, shape, couplings }: Blueprint,
  l: number,
  { values, at, neurons }: RecurrentMatrix,
  factors: Float64Array,
  where: string,
): Float64Array {
  const edges = shape.layers[l]!.edges!;
  const { gain } = couplings[l]!;
  const { inhibitoryWeight } = architecture.neuron;
  const refuse = (problem: string, target: number, source: number, remedy: string): never => {
    throw new MotifsmithError(
      'artifact',
      `The weight from neuron ${source} to neuron ${target} is ${values[at + target * neurons + source]}: ${problem}.`,
      { where: `${where}, [${target}][${source}]`, remedy },
    );
  };
  const MASK = 'Keep weights at 0 where the motif has no connection, or leave --architecture out.';
  const SIGN = 'Keep the signs of the motif while training, or leave --architecture out.';
  const weights = new Float64Array(edges.sources.length);
  for (let target = 0; target < neurons; target++) {
    const row = Array.from({ length: neurons }, (_, r) => values[at + target * neurons + r]!);
    const begin = edges.offsets[target]!;
    const own = edges.sources.subarray(begin, edges.offsets[target + 1]!);
    const connected = new Set(own);
    const stray = row.findIndex((weight, r) => weight !== 0 && !connected.has(r));
    if (stray >= 0) refuse('the motif has no connection there', target, stray, MASK);
    const inhibitor = own.find((_, k) => gain[begin + k] === 0);
    if (inhibitor !== undefined) {
      const factor = row[inhibitor]! / inhibitoryWeight;
      if (!(factor > 0)) refuse('the connection is inhibitory', target, inhibitor, SIGN);
      if (!isSame(factor, 1)) factors[target] = factor;
    }
    own.forEach((source, k) => {
      const weight = row[source]! / factors[target]!;
      if (gain[begin + k] === 0) {
        if (!isSame(weight, inhibitoryWeight)) {
          const other = `that from neuron ${inhibitor} is ${row[inhibitor!]}, and inhibitory weights are the same`;
          refuse(other, target, source, SIGN);
        }
        // Behind an inhibitory connection is a weight that never changes and has no effect.
        weights[begin + k] = DEFAULT_EXCITATORY_WEIGHT;
      } else {
        if (!(weight >= 0)) refuse('the connection is excitatory', target, source, SIGN);
        weights[begin + k] = weight;
      }
    });
  }
  return weights;
}

/** Everything but the motifs. */
function requireShape(found: Architecture, wanted: Architecture, file: string): void {
  const refuse = (field: string, is: string | number, should: string | number): never => {
    throw new MotifsmithError('artifact', `It is ${is}, but the architecture has ${should}.`, {
      where: `${file}, ${field}`,
      remedy: 'Name the architecture that the file was made from.',
    });
  };
  const sizes = ({ inputs, hidden, outputs }: Architecture): string =>
    [inputs, ...hidden.map(({ neurons }) => neurons), outputs].join(' → ');
  if (sizes(found) !== sizes(wanted)) refuse('inputs and neurons', sizes(found), sizes(wanted));
  const [{ threshold: is }, { threshold: should }] = [found.neuron, wanted.neuron];
  if (!isSame(is, should)) refuse('threshold', is, should);
  const [from, to] = [blueprint(found).shape, blueprint(wanted).shape];
  to.layers.forEach((_, l) => {
    const [own, other] = [layerTauSynapse(from, l), layerTauSynapse(to, l)];
    if (!isSame(own, other)) refuse(`tauSynapse of layer ${l}`, own, other);
  });
  if (found.bias && !wanted.bias) refuse('bias', 'there', 'none');
  const [read, asked] = [from, to].map(({ readout = 'spiking' }) => readout);
  if (read !== asked) refuse('readout', read!, asked!);
  found.hidden.forEach(({ kind }, l) => {
    const recurrent = wanted.hidden[l]!.kind !== 'feedforward';
    if ((kind === 'dense') === recurrent) return;
    const words = (is: boolean): string => (is ? 'recurrent' : 'without recurrence');
    refuse(`hidden layer ${l}`, words(kind === 'dense'), `one ${words(recurrent)}`);
  });
}
