/** A motif slightly different from another: what evolution does to a parent to make a child. */
import type { Random } from '../../core/random.ts';
import type { Architecture, MotifTopology } from '../../model/architecture-schema.ts';
import { CONNECTION_TYPES, type ConnectionType } from '../../model/connection-types.ts';
import {
  interPosition,
  intraPosition,
  positionCount,
  topologyFromTypes,
  typesByPosition,
} from '../../model/topology.ts';
import type { NetworkTemplate } from '../template.ts';
import type { EvolutionSettings } from './evolution-settings.ts';
import { drawProportions, drawType, type TypeProportions } from './random-motif.ts';

/** The space that a child must stay in. */
type Space = Pick<NetworkTemplate, 'motifSizes' | 'lateral'>;

/** The architecture with one mutation in one of its motifs; others do not change. */
export function mutate(
  architecture: Architecture,
  space: Space,
  settings: EvolutionSettings,
  random: Random,
): Architecture {
  const layers = architecture.hidden.flatMap(({ kind }, l) => (kind === 'scml' ? [l] : []));
  const chosen = layers[random.integer(layers.length)]!;
  const hidden = architecture.hidden.map((layer, l) =>
    l === chosen && layer.kind === 'scml'
      ? { ...layer, motif: mutateMotif(layer.motif, space, settings, random) }
      : layer,
  );
  return { ...architecture, hidden };
}

/**
 * Another size, or one row drawn again, or other types at some positions, as often as the settings say.
 * Where the space has a single size, the mutations that would change it change types.
 */
export function mutateMotif(
  motif: MotifTopology,
  { motifSizes, lateral }: Space,
  { sizeRate, rowRate, typeRate }: EvolutionSettings,
  random: Random,
): MotifTopology {
  const kind = random.uniform();
  const sizes = motifSizes.filter((size) => size !== motif.size);
  if (kind < sizeRate && sizes.length > 0) {
    return resize(motif, sizes[random.integer(sizes.length)]!, lateral, random);
  }
  if (kind >= sizeRate && kind < sizeRate + rowRate) return redrawRow(motif, lateral, random);
  return changeTypes(motif, typeRate, lateral, random);
}

/** Positions that exist in both sizes keep their types; others are drawn in the proportions of the motif. */
function resize(
  motif: MotifTopology,
  size: number,
  lateral: boolean,
  random: Random,
): MotifTopology {
  const old = typesByPosition(motif);
  const free = freePositions(motif.size, lateral);
  const share = (type: ConnectionType) =>
    old.slice(0, free).filter((one) => one === type).length / free;
  const proportions: TypeProportions = {
    exc: share('exc'),
    inh: share('inh'),
    none: share('none'),
  };
  const rows = Array.from({ length: size }, (_, p) => p);
  const type = (position: number | null) =>
    position === null ? drawType(random, proportions) : old[position]!;
  const intra = rows.flatMap((p) =>
    rows.map((q) => type(Math.max(p, q) < motif.size ? intraPosition(motif.size, p, q) : null)),
  );
  const inter = rows.flatMap((p) =>
    [0, 1].map((d) => {
      if (!lateral) return 'none';
      return type(p < motif.size ? interPosition(motif.size, p, d) : null);
    }),
  );
  return topologyFromTypes(size, [...intra, ...inter]);
}

/** Everything that one neuron of the motif receives, drawn as a random motif is. */
function redrawRow(motif: MotifTopology, lateral: boolean, random: Random): MotifTopology {
  const types = typesByPosition(motif);
  const { size } = motif;
  const p = random.integer(size);
  const proportions = drawProportions(random);
  for (let q = 0; q < size; q++) types[intraPosition(size, p, q)] = drawType(random, proportions);
  for (let d = 0; lateral && d < 2; d++) {
    types[interPosition(size, p, d)] = drawType(random, proportions);
  }
  return topologyFromTypes(size, types);
}

/** Every position changes with the given probability; if none does, one drawn at random. */
function changeTypes(
  motif: MotifTopology,
  rate: number,
  lateral: boolean,
  random: Random,
): MotifTopology {
  const types = typesByPosition(motif);
  const free = freePositions(motif.size, lateral);
  const drawn = Array.from({ length: free }, (_, position) => position).filter(
    () => random.uniform() < rate,
  );
  for (const position of drawn.length > 0 ? drawn : [random.integer(free)]) {
    const others = CONNECTION_TYPES.filter((type) => type !== types[position]);
    types[position] = others[random.integer(others.length)]!;
  }
  return topologyFromTypes(motif.size, types);
}

/** Positions that the space leaves open; they come first. */
const freePositions = (size: number, lateral: boolean): number =>
  lateral ? positionCount(size) : size * size;
