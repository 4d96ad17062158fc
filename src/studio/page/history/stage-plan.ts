/**
 * The stages of a run before it has run: end to end on one axis of epochs, with what each costs, so that
 * curves share an x and the time left can be estimated.
 */
import { isSystemName } from '../../../baselines/names.ts';
import type { ExperimentConfig } from '../../../config/schema.ts';
import type { Immutable } from '../../../core/schema.ts';
import type { DataRecord } from '../../../run/schema/plan.ts';
import { finalistBudget, searchBudget, stageCost } from '../../../search/budget.ts';
import type { TrainingSettings } from '../../../training/settings.ts';
import { batchesPerEpoch, trainingWork } from '../../../training/work.ts';

/** One stage of a run. */
interface PlannedStage {
  readonly name: string;
  readonly epochs: number;
  /** Epochs of all stages before. */
  readonly begin: number;
  /** Gradient passes of a sample in one epoch. */
  readonly epochWork: number;
  /** Batches of training samples in one epoch, each of which changes the weights; null where that is not fixed. */
  readonly epochSteps: number | null;
}

export interface StagePlan {
  readonly stages: readonly PlannedStage[];
  /** Epochs of all stages. */
  readonly epochs: number;
  /** Iterations of a search in an epoch. */
  readonly iterationsPerEpoch: number;
  /** Gradient passes of a sample in total. */
  readonly work: number;
}

const NO_PLAN: StagePlan = { stages: [], epochs: 0, iterationsPerEpoch: 1, work: 0 };

function place(stages: readonly Omit<PlannedStage, 'begin'>[]): PlannedStage[] {
  let begin = 0;
  return stages.map((stage) => {
    const placed = { ...stage, begin };
    begin += stage.epochs;
    return placed;
  });
}

/** What the stages of a run follow from: parts of its `config.json`. */
export interface PlannedRun {
  /** Absent in a group. */
  readonly method?: string | undefined;
  readonly data: Pick<DataRecord, 'trainSamples' | 'validationSamples'>;
  readonly config: Immutable<Pick<ExperimentConfig, 'search'> & { training: TrainingSettings }> & {
    readonly network: Immutable<
      Pick<ExperimentConfig['network'], 'layers' | 'motifSizes' | 'lateral'>
    >;
  };
}

/** Baselines, whose settings say how large their batches are. */
const hasOwnTraining = (method = ''): boolean => method === 'stbp' || isSystemName(method);

/** The plan of a run; without stages if its record cannot be read. */
export function stagePlan(record: PlannedRun | null): StagePlan {
  if (record === null || record.data.trainSamples < 2) return NO_PLAN;
  const { trainSamples: train, validationSamples: validation } = record.data;
  const { search, training, network } = record.config;
  const { sizeEpochs, typeEpochs, strategy, weights } = search;

  const searched = record.method === 'search';
  const last = {
    name: searched ? 'retrain' : 'train',
    epochs: training.epochs,
    epochWork: trainingWork(1, { train, validation, test: 0 }),
    epochSteps: hasOwnTraining(record.method) ? null : batchesPerEpoch(train, training.batchSize),
  };
  if (!searched) return finished(place([last]), 1);
  const half = Math.floor(train / 2);
  const halves = { train: half, valid: train - half };
  const iterations = batchesPerEpoch(half, weights.batchSize);
  const settings = { ...search, retrain: training };
  const stage = (name: 'size' | 'types', epochs: number) => ({
    name,
    epochs,
    // The mean: epochs of warming up cost less than the others.
    epochWork: stageCost(settings, halves, name, epochs * iterations) / epochs,
    epochSteps: iterations,
  });
  const finalists =
    search.finalists.count === 1
      ? []
      : [
          {
            name: 'finalists',
            epochs: search.finalists.sharedEpochs,
            epochWork: half,
            epochSteps: null,
          },
        ];
  const space = { ...network, hidden: network.layers };
  const epochs = sizeEpochs + typeEpochs;
  const candidates = (budget: number) => ({
    name: 'candidates',
    epochs,
    epochWork: budget / epochs,
    epochSteps: null,
  });
  const budget = searchBudget(settings, space, halves);
  const stages = {
    hrmas: () => [stage('size', sizeEpochs), stage('types', typeEpochs), ...finalists, last],
    random: () => [candidates(budget), last],
    evolution: () => [candidates(budget - finalistBudget(settings, halves)), ...finalists, last],
  }[strategy]();
  return finished(place(stages), iterations);
}

function finished(stages: readonly PlannedStage[], iterationsPerEpoch: number): StagePlan {
  return {
    stages,
    epochs: stages.reduce((sum, { epochs }) => sum + epochs, 0),
    iterationsPerEpoch,
    work: stages.reduce((sum, { epochs, epochWork }) => sum + epochs * epochWork, 0),
  };
}

/** Batches that have changed the weights at a point on the axis of epochs; null if that is not fixed. */
export function stepsAt({ stages }: StagePlan, x: number): number | null {
  let steps = 0;
  for (const { begin, epochs, epochSteps } of stages) {
    if (x <= begin) break;
    if (epochSteps === null) return null;
    steps += epochSteps * Math.min(epochs, x - begin);
  }
  return stages.length === 0 ? null : steps;
}

/**
 * Seconds of computing before a point on the axis of epochs, evenly over the epochs of a stage; null where those of a stage
 * are not known.
 * @param seconds of each stage, as `summary.json` has them
 */
export function secondsAt(
  { stages }: StagePlan,
  seconds: Readonly<Record<string, number>>,
  x: number,
): number | null {
  let sum = 0;
  for (const { name, begin, epochs } of stages) {
    if (x <= begin) break;
    const own = seconds[name];
    if (own === undefined) return null;
    sum += (own * Math.min(epochs, x - begin)) / epochs;
  }
  return stages.length === 0 ? null : sum;
}

/** Gradient passes of a sample that are done at a point on the axis of epochs. */
export function workAt({ stages }: StagePlan, x: number): number {
  return stages.reduce(
    (sum, { begin, epochs, epochWork }) =>
      sum + epochWork * Math.max(0, Math.min(epochs, x - begin)),
    0,
  );
}

/** Share of the work that is done; null if that cannot be said. */
export function shareOf(
  history: { readonly plan: StagePlan; readonly x: number } | null,
): number | null {
  if (history === null || history.plan.work === 0) return null;
  return workAt(history.plan, history.x) / history.plan.work;
}
