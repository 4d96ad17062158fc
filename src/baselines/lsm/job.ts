/** The training of a liquid state machine: calibration of its liquid, then its readout, then the test. */
import { MotifsmithError } from '../../core/errors.ts';
import { rounded } from '../../training/figures.ts';
import type { JobProgress, Snapshot } from '../../training/job.ts';
import type { BaselineEvent } from '../events.ts';
import { reservoirCensus } from '../reservoir/architecture.ts';
import { calibrationSamples, GainCalibration, type GainState } from '../reservoir/calibration.ts';
import { reservoirTensors } from '../reservoir/classifier.ts';
import { columnSize } from '../reservoir/column.ts';
import { inputSynapses, type Liquid, withInputGain } from '../reservoir/liquid.ts';
import { ReadoutTraining, type ReadoutTrainingState } from '../reservoir/readout-training.ts';
import type { BaselineInput, BaselineJob, BaselineModel } from '../system.ts';
import type { LsmArchitecture } from './architecture.ts';
import { drawLiquid } from './liquid.ts';

interface LsmState {
  readonly job: 'lsm';
  readonly calibration: GainState | null;
  /** Factor of the input weights, once it is known. */
  readonly inputGain: number | null;
  readonly training: ReadoutTrainingState | null;
}

export class LsmJob implements BaselineJob {
  readonly #input: BaselineInput;
  /** As it was drawn. */
  readonly #drawn: Liquid;
  readonly architecture: LsmArchitecture;
  #calibration: GainCalibration | null;
  /** Sample passes of the whole calibration. */
  readonly #calibrationWork: number;
  #inputGain: number | null = null;
  #training: ReadoutTraining | null = null;

  private constructor(input: BaselineInput, calibration: GainState | undefined) {
    const settings = input.settings.lsm;
    const { tauSynapse, threshold, features, windows, traceTau, readout } = settings;
    this.#input = input;
    this.#drawn = drawLiquid(settings, input.inputs, input.seed);
    this.architecture = {
      system: 'lsm',
      inputs: input.inputs,
      outputs: input.classes,
      neurons: columnSize(settings.shape),
      neuron: { tauSynapse, threshold },
      connections: {
        input: inputSynapses(this.#drawn),
        recurrent: this.#drawn.edges.sources.length,
      },
      features: { kind: features, windows, traceTau },
      readout,
    };
    this.#calibration =
      settings.calibrate === 'none'
        ? null
        : new GainCalibration(
            { engine: input.engine, batchSize: input.training.batchSize },
            this.#drawn,
            calibrationSamples(input.train),
            settings.targetRate,
            calibration,
          );
    this.#calibrationWork = this.#calibration?.work[1] ?? 0;
  }

  static async start(input: BaselineInput): Promise<LsmJob> {
    const job = new LsmJob(input, undefined);
    if (job.#calibration === null) await job.#train(1);
    return job;
  }

  static async restore(input: BaselineInput, { state, tensors }: Snapshot): Promise<LsmJob> {
    if (state.job !== 'lsm') {
      throw new MotifsmithError('artifact', `The snapshot is of a ${String(state.job)} job.`, {
        where: 'state.job',
        remedy: 'Resume it with the command that made it.',
      });
    }
    const { calibration, inputGain, training } = state as unknown as LsmState;
    const job = new LsmJob(input, calibration ?? undefined);
    if (inputGain !== null) await job.#train(inputGain, training, tensors);
    return job;
  }

  async #train(
    inputGain: number,
    state: ReadoutTrainingState | null = null,
    tensors: Snapshot['tensors'] = {},
  ): Promise<void> {
    const { engine, train, test, training, settings, seed } = this.#input;
    this.#calibration?.dispose();
    this.#calibration = null;
    this.#inputGain = inputGain;
    const input = {
      ...{ engine, train, test, seed, architecture: this.architecture },
      liquid: withInputGain(this.#drawn, inputGain),
      batchSize: training.batchSize,
      penalty: settings.lsm.penalty,
    };
    this.#training = await ReadoutTraining.open(input, state, tensors);
  }

  get finished(): boolean {
    return this.#training?.finished ?? false;
  }

  progress(): JobProgress {
    const stages =
      this.#input.settings.lsm.calibrate === 'none'
        ? ['fit', 'test']
        : ['calibrate', 'fit', 'test'];
    const stage = this.#training?.stage ?? 'calibrate';
    const [epoch, epochs] = this.#training?.epochs ?? [1, 1];
    const calibrated = this.#calibration?.work[0] ?? this.#calibrationWork;
    const { train, test } = this.#input;
    const [done, total] = this.#training?.work ?? [0, train.length + test.length];
    return {
      ...{ stage, stageIndex: stages.indexOf(stage) + 1, stages: stages.length, epoch, epochs },
      work: calibrated + done,
      totalWork: this.#calibrationWork + total,
      loss: null,
      accuracy: null,
    };
  }

  async advance(): Promise<readonly BaselineEvent[]> {
    if (this.#training) return this.#training.advance();
    const calibration = this.#calibration!;
    await calibration.advance();
    if (!calibration.finished) return [];
    const { gain, state } = calibration;
    await this.#train(gain);
    return [
      {
        event: 'calibrated',
        stage: 'calibrate',
        epoch: 1,
        inputGain: rounded(gain),
        meanRate: rounded(state.rate),
      },
    ];
  }

  snapshot(): Snapshot {
    const state: LsmState = {
      job: 'lsm',
      calibration: this.#calibration?.state ?? null,
      inputGain: this.#inputGain,
      training: this.#training?.state() ?? null,
    };
    return { state: { ...state }, tensors: this.#training?.tensors ?? {} };
  }

  model(): BaselineModel<LsmArchitecture> {
    const readout = this.#training?.readout;
    if (!readout) throw new MotifsmithError('internal', 'The readout has not been fitted.');
    const liquid = withInputGain(this.#drawn, this.#inputGain!);
    return { architecture: this.architecture, tensors: reservoirTensors(liquid, readout) };
  }

  result() {
    const test = this.#training?.result();
    if (!test) throw new MotifsmithError('internal', 'The training has not finished.');
    return { census: reservoirCensus(this.architecture), test };
  }

  dispose(): void {
    this.#calibration?.dispose();
    this.#training?.dispose();
  }
}
