/**
 * Membrane time constants as settings of a network: how they are spread, and which of them a search may choose
 * for each position in the motif, as it chooses types of connections.
 */
import * as z from 'zod';
import type { Random } from '../core/random.ts';
import { distinct, explain, positive, type Settings } from '../core/settings/declare.ts';
import { type SettingProblem, valueProblem } from '../core/settings/problem.ts';
import { boundsField } from '../engine/plasticity-settings.ts';
import type { Architecture, MotifTopology } from '../model/architecture-schema.ts';
import { type NeuronModel, SHORTEST_TAU } from '../model/neuron.ts';
import { NO_SPREAD, positionMultiples, SPREAD_UNITS } from '../model/time-constants.ts';

/** Sixteen times slower than the rest, a membrane hardly moves. */
const LARGEST_MULTIPLE = 16;

const unitField = explain(
  z.enum(SPREAD_UNITS),
  'Who draws: neuron: every neuron of the hidden layers; position: every position in the motif, for all motifs of a layer.',
).default('neuron');

const ranged = <Kind extends string>(kind: Kind, meaning: string) =>
  z.strictObject({
    kind: explain(z.literal(kind), meaning),
    range: explain(boundsField(), 'Lowest and highest multiple of tauMembrane.').default([0.5, 2]),
    per: unitField,
  });

const spreadSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: explain(z.literal('none'), 'All neurons have tauMembrane.') }),
  ranged('uniform', 'Every multiple in the range is equally likely.'),
  ranged('log-uniform', 'Every order of magnitude in the range is equally likely.'),
  z.strictObject({
    kind: explain(z.literal('gamma'), 'A gamma distribution around tauMembrane.'),
    shape: explain(z.number().min(1), 'The larger, the narrower: the mean is tauMembrane.').default(
      3,
    ),
    per: unitField,
  }),
]);

/** What a configuration says of time constants besides τm and τs. */
export const timeFields = {
  tauSpread: explain(
    spreadSchema,
    'How the time constants with which neurons start differ: as multiples of tauMembrane, drawn at random; none is below 1 step.',
  ).default({ kind: 'none' }),
  tauCandidates: explain(
    z.array(positive().max(LARGEST_MULTIPLE)).refine(distinct, 'each at most once'),
    'Multiples of tauMembrane from which the search chooses one for each position in the motif; empty: it does not.',
  ).default([]),
};

/** The same in a template, which may leave them out. */
export const optionalTimeFields = {
  tauSpread: timeFields.tauSpread.unwrap().optional(),
  tauCandidates: timeFields.tauCandidates.unwrap().optional(),
};

const optionalSchema = z.strictObject(optionalTimeFields);
type TimeSettings = Settings<typeof optionalSchema>;

/** What decides the time constants of a motif. */
export interface TimeConstants extends TimeSettings {
  readonly neuron: Pick<NeuronModel, 'tauMembrane'>;
}

/**
 * Time constants that each position of a hidden layer may have.
 * @param seed of a spread over positions
 * @returns [positions][C] steps; undefined if all have τm
 */
export function tauTable(
  { neuron, tauSpread = NO_SPREAD, tauCandidates = [] }: TimeConstants,
  seed: number,
  layer: number,
  positions: number,
): number[][] | undefined {
  const spread = positionMultiples(tauSpread, seed, layer, positions);
  if (!spread && tauCandidates.length === 0) return undefined;
  const choices = tauCandidates.length > 0 ? tauCandidates : [1];
  return Array.from({ length: positions }, (_, p) =>
    choices.map((multiple) =>
      Math.max(SHORTEST_TAU, neuron.tauMembrane * multiple * (spread ? spread[p]! : 1)),
    ),
  );
}

const drawn = (choices: readonly number[], random: Random): number =>
  choices[random.integer(choices.length)]!;

/** The motif with one of its candidates, all equally likely, at each position. @param table of `tauTable` */
export function drawTau(
  motif: MotifTopology,
  table: readonly (readonly number[])[] | undefined,
  random: Random,
): MotifTopology {
  if (!table) return motif;
  return { ...motif, tau: table.slice(0, motif.size).map((choices) => drawn(choices, random)) };
}

/**
 * A child of evolution with time constants: those of its parent where a position survives, drawn where there was
 * none, and drawn again with the given probability.
 */
export function mutateTau(
  child: Architecture,
  parent: Architecture,
  space: TimeConstants,
  { seed, rate, random }: { readonly seed: number; readonly rate: number; readonly random: Random },
): Architecture {
  const hidden = child.hidden.map((layer, l) => {
    if (layer.kind !== 'scml') return layer;
    const table = tauTable(space, seed, l, layer.motif.size);
    if (!table) return layer;
    const before = parent.hidden[l]!;
    const old = (before.kind === 'scml' && before.motif.tau) || [];
    const tau = table.map((choices, p) =>
      random.uniform() < rate || old[p] === undefined ? drawn(choices, random) : old[p],
    );
    return { ...layer, motif: { ...layer.motif, tau } };
  });
  return { ...child, hidden };
}

/** A candidate below one step would not be what it says. */
export function tauProblem({ neuron, tauCandidates = [] }: TimeConstants): SettingProblem | null {
  const short = tauCandidates.findIndex((multiple) => multiple * neuron.tauMembrane < SHORTEST_TAU);
  if (short < 0) return null;
  const allowed = `at least ${SHORTEST_TAU / neuron.tauMembrane}, so that τ is 1 step or more`;
  const remedy = 'Raise it, or network.tauMembrane.';
  return valueProblem(['network', 'tauCandidates', short], tauCandidates[short], allowed, remedy);
}
