/**
 * What the supernet thinks of the finalists: each is measured on the validation half with the weights, R and τ of
 * the supernet, before it is trained by itself. Whether both ranks agree (Kendall's τ) says whether a supernet
 * can tell good motifs from bad ones at all.
 */
import type { EngineNetwork } from '../../engine/engine.ts';
import { blueprint } from '../../model/shape.ts';
import { EvaluationPass, type EvaluationState } from '../../training/evaluation.ts';
import { createNetwork } from '../../training/network.ts';
import type { Measure } from '../events.ts';
import type { StrategyInput } from '../strategy.ts';
import type { Finalist } from './finalists.ts';

export interface RankingState {
  /** Of the first finalists; null for one of a size that the supernet no longer has. */
  readonly measures: readonly (Measure | null)[];
  readonly pass: EvaluationState | null;
}

/** A step machine: each `advance` does one batch. */
export class SupernetRanking {
  readonly #input: StrategyInput;
  readonly #finalists: readonly Finalist[];
  #measures: (Measure | null)[] = [];
  #network: EngineNetwork | null = null;
  #pass: EvaluationPass | null = null;
  /** Of an interrupted pass, until its network is there again. */
  #interrupted: EvaluationState | null = null;

  /** @param state of an interrupted ranking; null to start */
  constructor(input: StrategyInput, finalists: readonly Finalist[], state: RankingState | null) {
    this.#input = input;
    this.#finalists = finalists;
    if (!state) return;
    this.#measures = [...state.measures];
    this.#interrupted = state.pass;
  }

  get finished(): boolean {
    return this.#measures.length === this.#finalists.length;
  }

  get measures(): readonly (Measure | null)[] {
    return this.#measures;
  }

  /** Validation samples done; a finalist that is not measured counts as if it were. */
  get samples(): number {
    const current = this.#pass?.done ?? this.#interrupted?.done ?? 0;
    return this.#measures.length * this.#input.valid.length + current;
  }

  async advance(): Promise<void> {
    const { engine, valid, settings } = this.#input;
    const { architecture, start } = this.#finalists[this.#measures.length]!;
    if (!start) {
      this.#measures.push(null);
      return;
    }
    const { loss, batchSize } = settings.weights;
    this.#network ??= await createNetwork(
      engine,
      blueprint(architecture),
      start.weights,
      start.neurons,
      loss,
    );
    const name = `finalist.${this.#measures.length + 1}, supernet`;
    this.#pass ??= new EvaluationPass(this.#network, valid, batchSize, name, this.#interrupted);
    this.#interrupted = null;
    await this.#pass.advance(this.#network);
    if (!this.#pass.finished) return;
    const measured = this.#pass.result(this.#network);
    this.#measures.push({ loss: measured.loss, accuracy: measured.accuracy });
    this.dispose();
  }

  state(): RankingState {
    return {
      measures: [...this.#measures],
      pass: this.#pass?.state() ?? this.#interrupted,
    };
  }

  dispose(): void {
    this.#network?.dispose();
    this.#network = null;
    this.#pass = null;
  }
}
