/**
 * What a selection decides: the units in which it does, the alternatives of each, and what the network becomes with
 * the decisions in force.
 */
import type { Random } from '../../core/random.ts';
import { CONNECTION_TYPES } from '../../model/connection-types.ts';
import { soft } from '../../model/relaxation.ts';
import { type ArchitectureProbabilities, type Supernet, tauChoices } from '../../model/supernet.ts';
import { interPosition, intraPosition } from '../../model/topology.ts';
import type { SearchedLayer } from './architecture-gradient.ts';
import type { SelectionSettings } from './selection-settings.ts';

const TYPES = CONNECTION_TYPES.length;

type Logits = SearchedLayer['logits'];
type Stage = 'size' | 'types';

/** What is decided so far in one searched layer. */
export interface LayerDecisions {
  /** Number of the size among the candidates; null while open. */
  readonly size: number | null;
  /** [positions] number of the type of each position of the only size left; −1 while open. */
  readonly types: readonly number[];
  /** [neurons of the motif] number of the time constant of each position; −1 while open. Absent: no choice. */
  readonly tau?: readonly number[];
}

/** Decisions taken together. */
export interface Unit {
  /** Number of the searched layer. */
  readonly layer: number;
  readonly about: 'size' | 'types' | 'tau';
  /** Connections, or the neuron, of the only size left; none if the unit is about the size. */
  readonly positions: readonly number[];
}

/** What a decision chooses from: the number of a size or time constant, or types for the positions of the unit. */
export type Alternative = readonly number[];

/** All that one layer leaves to decide at the end of a stage. */
export function unitsOf(
  supernet: Supernet,
  layer: number,
  stage: Stage,
  unit: SelectionSettings['unit'],
): Unit[] {
  if (stage === 'size') return [{ layer, about: 'size', positions: [] }];
  return [...typeUnits(supernet, layer, unit), ...tauUnits(supernet, layer)];
}

/** Positions of the only size that occur, as units of one kind. */
function typeUnits(
  { candidates: [candidate] }: Supernet,
  layer: number,
  unit: SelectionSettings['unit'],
): Unit[] {
  const { size, positions } = candidate!;
  const occurring = new Set(positions);
  const present = (all: number[]) => all.filter((position) => occurring.has(position));
  if (unit === 'connection') {
    return [...occurring]
      .sort((a, b) => a - b)
      .map((position) => ({ layer, about: 'types', positions: [position] }));
  }
  return Array.from({ length: size }, (_, p) => {
    const intra = Array.from({ length: size }, (_, q) => intraPosition(size, p, q));
    const inter = [interPosition(size, p, 0), interPosition(size, p, 1)];
    return { layer, about: 'types', positions: present([...intra, ...inter]) };
  });
}

/** One for each neuron of the motif, where it has time constants to choose from. */
function tauUnits({ layer: { sizes, ...space } }: Supernet, layer: number): Unit[] {
  if (tauChoices(space) < 2) return [];
  return Array.from({ length: sizes[0]! }, (_, p) => ({ layer, about: 'tau', positions: [p] }));
}

/** The decisions of a layer before the first; the size is decided once types are asked about. */
export const nothingDecided = (logits: Logits, stage: Stage): LayerDecisions => ({
  size: stage === 'size' ? null : 0,
  types: new Array<number>(logits.types[0]!.length / TYPES).fill(-1),
  ...(logits.tau && { tau: logits.tau[0]!.map(() => -1) }),
});

/** What a unit chooses from; the most probable comes first. @param random draws those of a row */
export function alternativesOf(
  { about, positions }: Unit,
  logits: Logits,
  settings: Pick<SelectionSettings, 'unit' | 'draws'>,
  random: Random,
): Alternative[] {
  if (about === 'size') return Array.from(logits.size, (_, v) => [v]);
  if (about === 'tau') {
    const own = logits.tau![0]![positions[0]!]!;
    const numbers = Array.from(own, (_, c) => c);
    return numbers.sort((a, b) => own[b]! - own[a]!).map((c) => [c]);
  }
  if (settings.unit === 'connection') return CONNECTION_TYPES.map((_, type) => [type]);
  const row = soft(logits).probability.types[0]!;
  const triple = (position: number) => row.subarray(position * TYPES, (position + 1) * TYPES);
  const probable = positions.map((position) => {
    const p = triple(position);
    return p.indexOf(Math.max(...p));
  });
  const drawn = Array.from({ length: settings.draws }, () =>
    positions.map((position) => drawIndex(triple(position), random)),
  );
  const distinct = new Map([probable, ...drawn].map((types) => [types.join(), types]));
  return [...distinct.values()];
}

/** The decisions of the unit's layer with one of its alternatives. */
export function withAlternative(
  decided: LayerDecisions,
  { about, positions }: Unit,
  alternative: Alternative,
): LayerDecisions {
  if (about === 'size') return { ...decided, size: alternative[0]! };
  if (about === 'tau') {
    return { ...decided, tau: decided.tau!.with(positions[0]!, alternative[0]!) };
  }
  const types = [...decided.types];
  positions.forEach((position, k) => {
    types[position] = alternative[k]!;
  });
  return { ...decided, types };
}

function drawIndex(probability: ArrayLike<number>, random: Random): number {
  let point = random.uniform();
  for (let c = 0; c < probability.length; c++) {
    point -= probability[c]!;
    if (point < 0) return c;
  }
  return probability.length - 1;
}

/** The weights of the alternatives with the decisions in force. */
export function decide(
  { size, types, tau }: ArchitectureProbabilities,
  decided: LayerDecisions,
): ArchitectureProbabilities {
  return {
    size: decided.size === null ? size : size.map((_, v) => (v === decided.size ? 1 : 0)),
    types: types.map((row, v) => {
      if (v > 0) return row;
      const result = row.slice();
      decided.types.forEach((type, position) => {
        if (type < 0) return;
        for (let c = 0; c < TYPES; c++) result[position * TYPES + c] = c === type ? 1 : 0;
      });
      return result;
    }),
    ...(tau && {
      tau: tau.map((rows, v) =>
        rows.map((row, p) => {
          const chosen = v === 0 ? (decided.tau?.[p] ?? -1) : -1;
          return chosen < 0 ? row : row.map((_, c) => (c === chosen ? 1 : 0));
        }),
      ),
    }),
  };
}
