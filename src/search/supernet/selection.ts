/**
 * Selection by perturbation (DARTS-PT, Wang et al. 2021): which alternative stays is not read from the
 * logits but measured, by what the network loses on validation samples. One decision is taken after the other,
 * in random order, each with those before it already in force; between decisions the weights may be
 * trained on.
 */
import { Random } from '../../core/random.ts';
import { type SampleSource, subset } from '../../data/events/sample-source.ts';
import type { EngineNetwork } from '../../engine/engine.ts';
import type { MotifTopology } from '../../model/architecture-schema.ts';
import { discretise } from '../../model/supernet.ts';
import type { EvaluationState } from '../../training/evaluation.ts';
import { type CostedNetwork, CostPass } from '../objective/cost-pass.ts';
import { priceOf } from '../objective/objective.ts';
import { type RelaxedLayer, type SearchedLayer, setArchitecture } from './architecture-gradient.ts';
import {
  type Alternative,
  alternativesOf,
  decide,
  type LayerDecisions,
  nothingDecided,
  type Unit,
  unitsOf,
  withAlternative,
} from './decisions.ts';
import { costedSupernet, type Prices } from './price.ts';
import type { SelectionSettings } from './selection-settings.ts';

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
    const units = searched.flatMap(({ supernet }, layer) =>
      unitsOf(supernet, layer, stage, settings.unit),
    );
    const order = new Random(seed, `selection/${stage}/order`).permutation(units.length);
    this.#units = Array.from(order, (u) => units[u]!);
    this.#decisions = searched.map(({ logits }) => nothingDecided(logits, stage));
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
    const unit = this.#units[this.#taken]!;
    const random = new Random(seed, `selection/${stage}/draws/${this.#taken}`);
    return alternativesOf(unit, searched[unit.layer]!.logits, settings, random);
  }

  /** The decisions with one alternative of the present one. */
  #with(alternative: Alternative): LayerDecisions[] {
    const unit = this.#units[this.#taken]!;
    return this.#decisions.map((decided, s) =>
      s === unit.layer ? withAlternative(decided, unit, alternative) : decided,
    );
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
