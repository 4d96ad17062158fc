/**
 * The course of a run before it is run: its stages end to end on one axis of epochs, and what each costs,
 * so that curves have a common x and the time that is left can be told.
 */
import { iterationCost } from '../../../search/budget.ts';
import type { SearchSettings } from '../../../search/settings.ts';
import { batchesPerEpoch, trainingWork } from '../../../training/work.ts';
import { finite, isFields } from './events.ts';

/** One stage of a run. */
export interface PlannedStage {
  readonly name: string;
  readonly epochs: number;
  /** Epochs of all stages before. */
  readonly begin: number;
  /** Gradient passes of a sample in one epoch. */
  readonly epochWork: number;
}

export interface StagePlan {
  readonly stages: readonly PlannedStage[];
  /** Epochs of all stages. */
  readonly epochs: number;
  /** Iterations of a search in an epoch. */
  readonly iterationsPerEpoch: number;
  /** Gradient passes of a sample in all. */
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

/** The plan of a run by its record, `config.json`; without stages where that tells none. */
export function stagePlan(record: unknown): StagePlan {
  if (!isFields(record) || !isFields(record.config) || !isFields(record.data)) return NO_PLAN;
  const { search, training } = record.config;
  const train = finite(record.data.trainSamples);
  const validation = finite(record.data.validationSamples) ?? 0;
  const epochs = isFields(training) ? finite(training.epochs) : null;
  if (train === null || train < 2 || epochs === null) return NO_PLAN;
  const counts = { train, validation, test: 0 };
  const searched = record.method === 'search' && isFields(search);
  const last = {
    name: searched ? 'retrain' : 'train',
    epochs,
    epochWork: trainingWork(1, counts),
  };
  if (!searched) return finished(place([last]), 1);
  const settings = search as unknown as SearchSettings;
  const [size, types, batch] = [
    finite(search.sizeEpochs),
    finite(search.typeEpochs),
    isFields(search.weights) ? finite(search.weights.batchSize) : null,
  ];
  if (size === null || types === null || batch === null || batch < 1) return NO_PLAN;
  const half = Math.floor(train / 2);
  const halves = { train: half, valid: train - half };
  const iterations = batchesPerEpoch(half, batch);
  if (!isFields(search.plasticity)) return NO_PLAN;
  let epochWork = 0;
  for (let k = 0; k < iterations; k++) epochWork += iterationCost(settings, halves, k);
  const stages =
    search.strategy === 'random'
      ? [{ name: 'candidates', epochs: size + types, epochWork }, last]
      : [
          { name: 'size', epochs: size, epochWork },
          { name: 'types', epochs: types, epochWork },
          last,
        ];
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

/** Gradient passes of a sample that are done at a place on the axis of epochs. */
export function workAt({ stages }: StagePlan, x: number): number {
  return stages.reduce(
    (sum, { begin, epochs, epochWork }) =>
      sum + epochWork * Math.max(0, Math.min(epochs, x - begin)),
    0,
  );
}
