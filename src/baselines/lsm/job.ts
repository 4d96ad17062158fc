/** The training of a liquid state machine: calibration of its liquid, then its readout, then the test. */
import { MotifsmithError } from '../../core/errors.ts';
import { rounded } from '../../training/figures.ts';
import type { JobProgress, Snapshot } from '../../training/job.ts';
import { neuronsIn, neuronTensors, type Tensors } from '../../training/network.ts';
import type { BaselineEvent } from '../events.ts';
import { reservoirCensus } from '../reservoir/architecture.ts';
import {
  type Calibration,
  calibrationSamples,
  GainCalibration,
  type GainState,
} from '../reservoir/calibration.ts';
import { reservoirTensors } from '../reservoir/classifier.ts';
import { columnSize } from '../reservoir/column.ts';
import { inputSynapses, type Liquid, withInputGain } from '../reservoir/liquid.ts';
import { PlasticCalibration, type PlasticState } from '../reservoir/plastic-calibration.ts';
import { ReadoutTraining, type ReadoutTrainingState } from '../reservoir/readout-training.ts';
import type { BaselineInput, BaselineJob, BaselineModel } from '../system.ts';
import type { LsmArchitecture } from './architecture.ts';
import { drawLiquid } from './liquid.ts';

interface LsmState {
  readonly job: 'lsm';
  readonly calibration: Calibration['state'] | null;
  /** Factor of the input weights, once it is known. */
  readonly inputGain: number | null;
  readonly training: ReadoutTrainingState | null;
}

export class LsmJob implements BaselineJob {
  readonly #input: BaselineInput;
  /** As it was drawn, and, once it is known, calibrated. */
  readonly #drawn: Liquid;
  #liquid: Liquid | null = null;
  readonly architecture: LsmArchitecture;
  #calibration: Calibration | null;
  /** Sample passes of the whole calibration. */
  readonly #calibrationWork: number;
  #inputGain: number | null = null;
  #training: ReadoutTraining | null = null;

  private constructor(input: BaselineInput, begun: Begun | null = null) {
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
    this.#calibration = calibrationOf(input, this.#drawn, begun);
    this.#calibrationWork = this.#calibration?.work[1] ?? 0;
  }

  static async start(input: BaselineInput): Promise<LsmJob> {
    const job = new LsmJob(input);
    if (job.#calibration === null) await job.#train(job.#drawn, 1);
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
    const { settings } = input;
    const job = new LsmJob(input, calibration && { state: calibration, tensors });
    if (inputGain !== null) {
      const adapted = settings.lsm.calibrate === 'plasticity' ? neuronsIn(tensors, 1)[0] : {};
      const liquid = { ...withInputGain(job.#drawn, inputGain), ...adapted };
      await job.#train(liquid, inputGain, training, tensors);
    }
    return job;
  }

  async #train(
    liquid: Liquid,
    inputGain: number,
    state: ReadoutTrainingState | null = null,
    tensors: Tensors = {},
  ): Promise<void> {
    const { engine, train, test, training, settings, seed } = this.#input;
    this.#calibration?.dispose();
    this.#calibration = null;
    this.#liquid = liquid;
    this.#inputGain = inputGain;
    const input = {
      ...{ engine, train, test, seed, architecture: this.architecture, liquid },
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
    const { inputGain, meanRate, liquid } = calibration;
    await this.#train(liquid, inputGain);
    return [
      {
        event: 'calibrated',
        stage: 'calibrate',
        epoch: 1,
        inputGain: rounded(inputGain),
        meanRate: rounded(meanRate),
        targetRate: this.#input.settings.lsm.targetRate,
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
    const adapts = this.#input.settings.lsm.calibrate === 'plasticity';
    const adapted = adapts ? neuronTensors([this.#liquid ?? this.#calibration!.liquid]) : {};
    return { state: { ...state }, tensors: { ...adapted, ...this.#training?.tensors } };
  }

  model(): BaselineModel<LsmArchitecture> {
    const readout = this.#training?.readout;
    if (!readout) throw new MotifsmithError('internal', 'The readout has not been fitted.');
    return { architecture: this.architecture, tensors: reservoirTensors(this.#liquid!, readout) };
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

/** What an interrupted calibration left. */
interface Begun {
  readonly state: Calibration['state'];
  readonly tensors: Tensors;
}

/** Null for none. */
function calibrationOf(
  { engine, train, training, settings }: BaselineInput,
  drawn: Liquid,
  begun: Begun | null,
): Calibration | null {
  const { calibrate, targetRate } = settings.lsm;
  if (calibrate === 'none') return null;
  const samples = calibrationSamples(train);
  if (calibrate === 'plasticity') {
    const given = [engine, drawn, samples, targetRate] as const;
    if (begun === null) return new PlasticCalibration(...given);
    const [adapted] = neuronsIn(begun.tensors, 1);
    return new PlasticCalibration(...given, begun.state as PlasticState, adapted);
  }
  const by = { engine, batchSize: training.batchSize };
  return new GainCalibration(by, drawn, samples, targetRate, begun?.state as GainState | undefined);
}
