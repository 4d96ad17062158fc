/** How every training of a readout ends: with the liquid and its fitted readout, on the test samples. */
import type { SampleSource } from '../../data/events/sample-source.ts';
import type { EngineNetwork } from '../../engine/engine.ts';
import { EvaluationPass, type EvaluationState } from '../../training/evaluation.ts';
import type { Tensor } from '../../training/job.ts';
import type { Evaluation } from '../../training/records.ts';
import { testEvent } from '../../training/test-stage.ts';
import type { BaselineEvent } from '../events.ts';
import { type Readout, readoutTensors } from '../readout/readout.ts';
import type { ReservoirArchitecture } from './architecture.ts';
import { ReservoirClassifier } from './classifier.ts';
import type { Liquid } from './liquid.ts';

interface TestedLiquid {
  readonly network: EngineNetwork;
  readonly liquid: Liquid;
  readonly architecture: ReservoirArchitecture;
  readonly test: SampleSource;
  readonly batchSize: number;
}

export class ReadoutTest<Fitted extends Readout> {
  readonly readout: Fitted;
  readonly #classifier: ReservoirClassifier;
  readonly #test: SampleSource;
  readonly #batchSize: number;
  /** Null before it has begun. */
  #pass: EvaluationPass | null = null;

  constructor(
    { network, liquid, architecture, test, batchSize }: TestedLiquid,
    readout: Fitted,
    state: EvaluationState | null = null,
  ) {
    this.readout = readout;
    this.#classifier = new ReservoirClassifier(network, liquid, architecture, readout);
    this.#test = test;
    this.#batchSize = batchSize;
    if (state) this.#pass = this.#newPass(state);
  }

  get finished(): boolean {
    return this.#pass?.finished ?? false;
  }

  /** Samples tested. */
  get done(): number {
    return this.#pass?.done ?? 0;
  }

  async advance(): Promise<readonly BaselineEvent[]> {
    this.#pass ??= this.#newPass(null);
    await this.#pass.advance(this.#classifier);
    return this.#pass.finished ? [testEvent(this.#pass.result(this.#classifier))] : [];
  }

  state(): EvaluationState | null {
    return this.#pass?.state() ?? null;
  }

  get tensors(): Record<string, Tensor> {
    return readoutTensors(this.readout);
  }

  /** Once it has finished. */
  result(): Evaluation | null {
    return this.finished ? this.#pass!.result(this.#classifier) : null;
  }

  #newPass(state: EvaluationState | null): EvaluationPass {
    return new EvaluationPass(this.#classifier, this.#test, this.#batchSize, 'test', state);
  }
}
