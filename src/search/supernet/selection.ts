/**
 * Selection by perturbation (DARTS-PT, Wang et al. 2021): which alternative stays is not read from the
 * logits but measured, by what the network loses on validation samples. One decision is taken after the other,
 * in random order, each with those before it already in force; between decisions the weights may be
 * trained on.
 */
import * as z from 'zod';
import { Random } from '../../core/random.ts';
import { explain, type Settings, whole } from '../../core/settings/declare.ts';
import { type SampleSource, subset } from '../../data/events/sample-source.ts';
import type { EngineNetwork } from '../../engine/engine.ts';
import type { MotifTopology } from '../../model/architecture-schema.ts';
import { CONNECTION_TYPES } from '../../model/connection-types.ts';
import { soft } from '../../model/relaxation.ts';
import {
  type ArchitectureProbabilities,
  discretise,
  type Supernet,
  tauChoices,
} from '../../model/supernet.ts';
import { interPosition, intraPosition } from '../../model/topology.ts';
import type { EvaluationState } from '../../training/evaluation.ts';
import { type CostedNetwork, CostPass } from '../objective/cost-pass.ts';
import { priceOf } from '../objective/objective.ts';
import { type RelaxedLayer, type SearchedLayer, setArchitecture } from './architecture-gradient.ts';
import { costedSupernet, type Prices } from './price.ts';

const TYPES = CONNECTION_TYPES.length;

export const selectionSchema = z.strictObject({
  kind: explain(
    z.enum(['argmax', 'perturbation']),
    'argmax: the most probable sizes and types stay, as in the paper; perturbation: those with which the network loses least on validation samples, one decision after the other.',
  ).default('argmax'),
  unit: explain(
    z.enum(['row', 'connection']),
    'What one decision on types is about: all connections onto one neuron of the motif, or a single connection.',
  ).default('row'),
  draws: explain(
    whole(0),
    'Alternatives for a row that are sampled from the probabilities, besides the most probable one.',
  ).default(7),
  samples: explain(
    whole(1),
    'Validation samples on which each alternative is measured; drawn again for each decision.',
    'samples',
  ).default(100),
  fineTuneEpochs: explain(
    whole(0),
    'Training of the weights between decisions, shared out among those of a stage.',
    'epochs',
  ).default(0),
});

/** How it is decided what stays at a cut. */
interface SelectionSettings extends Settings<typeof selectionSchema> {}

/** What is decided so far in one searched layer. */
interface LayerDecisions {
  /** Number of the size among the candidates; null while open. */
  readonly size: number | null;
  /** [positions] number of the type of each position of the only size left; −1 while open. */
  readonly types: readonly number[];
  /** [neurons of the motif] number of the time constant of each position; −1 while open. Absent: no choice. */
  readonly tau?: readonly number[];
}

/** Decisions taken together. */
interface Unit {
  /** Number of the searched layer. */
  readonly layer: number;
  readonly about: 'size' | 'types' | 'tau';
  /** Connections, or the neuron, of the only size left; none if the unit is about the size. */
  readonly positions: readonly number[];
}

/** What a decision chooses from: the number of a size or time constant, or types for the positions of the unit. */
type Alternative = readonly number[];

export interface SelectionState {
  readonly decisions: readonly LayerDecisions[];
  /** Decisions taken. */
  readonly taken: number;
  /** Loss, and price, of each alternative of the present decision that has been measured. */
  readonly losses: readonly number[];
  readonly pass: EvaluationState | null;
  /** Updates of fine-tuning done. */
  readonly updates: number;
}

export interface SelectionInput extends Prices {
  readonly network: EngineNetwork;
  readonly searched: readonly SearchedLayer[];
  readonly stage: 'size' | 'types';
  readonly settings: SelectionSettings;
  readonly valid: SampleSource;
  readonly batchSize: number;
  readonly seed: number;
  /** Updates of fine-tuning in the whole selection. */
  readonly updates: number;
  /** The open alternatives as a pass sees them. */
  readonly relax: (pass: string) => readonly RelaxedLayer[];
  /** Does something while the network has the weights that evaluations use. */
  readonly averaged: (work: () => Promise<void>) => Promise<void>;
  /** One update of the weights under the present couplings. */
  readonly fineTune: (update: number) => Promise<void>;
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

/** A step machine: each `advance` does one batch of an evaluation, or one update. */
export class PerturbationSelection {
  readonly #input: SelectionInput;
  readonly #units: readonly Unit[];
  #decisions: LayerDecisions[];
  #taken = 0;
  #losses: number[] = [];
  #pass: CostPass | null = null;
  #updates = 0;

  constructor(input: SelectionInput, state: SelectionState | null = null) {
    const { searched, stage, settings, seed } = input;
    this.#input = input;
    const units = searched.flatMap(({ supernet }, layer): Unit[] =>
      stage === 'size'
        ? [{ layer, about: 'size', positions: [] }]
        : [...typeUnits(supernet, layer, settings.unit), ...tauUnits(supernet, layer)],
    );
    const order = new Random(seed, `selection/${stage}/order`).permutation(units.length);
    this.#units = Array.from(order, (u) => units[u]!);
    this.#decisions = searched.map(({ logits }) => ({
      size: stage === 'size' ? null : 0,
      types: new Array<number>(logits.types[0]!.length / TYPES).fill(-1),
      ...(logits.tau && { tau: logits.tau[0]!.map(() => -1) }),
    }));
    if (!state) return;
    this.#decisions = [...state.decisions];
    this.#taken = state.taken;
    this.#losses = [...state.losses];
    this.#updates = state.updates;
    if (state.pass) this.#pass = this.#newPass(state.pass);
  }

  /** Share of the decisions taken, 0 … 1. */
  get progress(): number {
    return this.#taken / this.#units.length;
  }

  get finished(): boolean {
    return this.#taken === this.#units.length && this.#updates === this.#input.updates;
  }

  /** Number, among its candidates, of the size of each searched layer. */
  get sizes(): number[] {
    return this.#decisions.map(({ size }) => size!);
  }

  /** The motif of each searched layer, once all about it is decided. */
  get motifs(): MotifTopology[] {
    return this.#input.searched.map(({ supernet, logits }, s) =>
      discretise(supernet, decide(logits, this.#decisions[s]!), 0),
    );
  }

  async advance(): Promise<void> {
    const { objective, averaged, fineTune } = this.#input;
    if (this.#updates < this.#updatesDue) {
      this.#setCouplings(null);
      await fineTune(this.#updates);
      this.#updates += 1;
      return;
    }
    if (this.#taken === this.#units.length) return;
    const alternatives = this.#alternatives();
    this.#pass ??= this.#newPass(null);
    const pass = this.#pass;
    const costed = this.#setCouplings(alternatives[this.#losses.length]!);
    await averaged(() => pass.advance(costed));
    if (!pass.finished) return;
    const { measure, costs } = pass.result(costed);
    this.#losses.push(measure.loss + priceOf(objective, costs));
    this.#pass = null;
    if (this.#losses.length < alternatives.length) return;
    const best = this.#losses.indexOf(Math.min(...this.#losses));
    this.#decisions = this.#with(alternatives[best]!);
    this.#losses = [];
    this.#taken += 1;
  }

  state(): SelectionState {
    return {
      decisions: this.#decisions,
      taken: this.#taken,
      losses: [...this.#losses],
      pass: this.#pass?.state() ?? null,
      updates: this.#updates,
    };
  }

  /** Updates that should be done before the next decision, evenly spread. */
  get #updatesDue(): number {
    return Math.floor(this.#input.updates * this.progress);
  }

  #newPass(state: EvaluationState | null): CostPass {
    const { network, stage, valid, batchSize, seed, settings, objective, scale } = this.#input;
    const random = new Random(seed, `selection/${stage}/samples/${this.#taken}`);
    const drawn = random.permutation(valid.length).slice(0, settings.samples);
    const samples = subset(valid, drawn);
    const name = `${stage}, selection`;
    return new CostPass({ network, samples, batchSize, stage: name, objective, scale }, state);
  }

  /** What the present decision chooses from; the most probable comes first. */
  #alternatives(): Alternative[] {
    const { searched, settings, stage, seed } = this.#input;
    const { layer, about, positions } = this.#units[this.#taken]!;
    const { logits } = searched[layer]!;
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
    const random = new Random(seed, `selection/${stage}/draws/${this.#taken}`);
    const drawn = Array.from({ length: settings.draws }, () =>
      positions.map((position) => drawIndex(triple(position), random)),
    );
    const distinct = new Map([probable, ...drawn].map((types) => [types.join(), types]));
    return [...distinct.values()];
  }

  /** The decisions with one alternative of the present one. */
  #with(alternative: Alternative): LayerDecisions[] {
    const { layer, about, positions } = this.#units[this.#taken]!;
    return this.#decisions.map((decided, s) => {
      if (s !== layer) return decided;
      if (about === 'size') return { ...decided, size: alternative[0]! };
      if (about === 'tau') {
        return { ...decided, tau: decided.tau!.with(positions[0]!, alternative[0]!) };
      }
      const types = [...decided.types];
      positions.forEach((position, k) => {
        types[position] = alternative[k]!;
      });
      return { ...decided, types };
    });
  }

  /**
   * @param alternative of the present decision; null while weights are trained
   * @returns the supernet as the next pass sees it
   */
  #setCouplings(alternative: Alternative | null): () => CostedNetwork {
    const { network, relax } = this.#input;
    const decisions = alternative === null ? this.#decisions : this.#with(alternative);
    // All alternatives of a decision see the same sample of what is still open.
    const pass =
      alternative === null
        ? `fine-tuning/${this.#updates}`
        : `selection/${this.#taken}/${this.#pass?.done ?? 0}`;
    const relaxed = relax(pass).map((layer, s) => {
      const weights = decide(layer.relaxation.weights, decisions[s]!);
      return { ...layer, relaxation: { ...layer.relaxation, weights } };
    });
    setArchitecture(network, relaxed);
    return () => costedSupernet(relaxed, network.shape.layers.length);
  }
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
function decide(
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
