/**
 * Methods that are compared on equal terms: what a method changes about the search may cost more or less, so
 * its stages are made longer or shorter until the search spends what `hrmas` does with the settings of the
 * study. The size of the data decides by how much, so they are opened for it.
 */
import type { ExperimentConfig } from '../config/schema.ts';
import { MotifsmithError } from '../core/errors.ts';
import type { ReadingProgress } from '../data/store/cache/open-cached.ts';
import { openData } from '../experiment/experiment-data.ts';
import { passCounts } from './search-space.ts';

/** Epochs of the two stages of a gradient search. */
interface StageEpochs {
  readonly sizeEpochs: number;
  readonly typeEpochs: number;
}

/** More epochs than any budget asks for. */
const MOST_EPOCHS = 1 << 20;

/** Gradient passes of a sample that the search of a configuration spends. */
const spent = (config: ExperimentConfig, trainSamples: number): number =>
  passCounts({ task: { command: 'search' }, config }, trainSamples).search;

/** Epochs shared out between the stages as the settings share theirs, one each at least. */
function stagesOf(epochs: number, { search }: ExperimentConfig): StageEpochs {
  const { sizeEpochs, typeEpochs } = search;
  const share = Math.round((epochs * sizeEpochs) / (sizeEpochs + typeEpochs));
  const size = Math.min(Math.max(share, 1), epochs - 1);
  return { sizeEpochs: size, typeEpochs: epochs - size };
}

/**
 * The fewest epochs with which a gradient search spends at least what `shared` would: less than one epoch more.
 * @param config of the method
 * @param shared the settings of the study without those of the method
 * @param where the method stands, for messages
 * @throws MotifsmithError `usage` if what the method adds leaves no epoch for either stage
 */
export function equalBudgetStages(
  config: ExperimentConfig,
  shared: ExperimentConfig,
  trainSamples: number,
  where: string,
): StageEpochs {
  const budget = spent(shared, trainSamples);
  const cost = (epochs: number) =>
    spent({ ...config, search: { ...config.search, ...stagesOf(epochs, config) } }, trainSamples);
  if (cost(2) > budget) {
    throw new MotifsmithError(
      'usage',
      `On the budget of hrmas, ${budget} passes, the method has no epoch left for its stages.`,
      {
        where,
        remedy: 'Lengthen search.sizeEpochs and search.typeEpochs, or leave the method out.',
      },
    );
  }
  let [low, high] = [2, 4];
  while (cost(high) < budget && high < MOST_EPOCHS) [low, high] = [high, 2 * high];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (cost(middle) < budget) low = middle;
    else high = middle;
  }
  return stagesOf(cost(low) >= budget ? low : high, config);
}

/** How many samples each data set has to train on, found by opening it, once. */
export class TrainingSizes {
  readonly #known = new Map<string, Promise<number>>();
  readonly #onReading: ((dataset: string, progress: ReadingProgress) => void) | undefined;

  constructor(onReading?: (dataset: string, progress: ReadingProgress) => void) {
    this.#onReading = onReading;
  }

  /** @throws MotifsmithError `data` if the data are missing, damaged or unsuitable */
  of(name: string, { data }: ExperimentConfig): Promise<number> {
    const known = this.#known.get(name) ?? this.#open(name, data);
    this.#known.set(name, known);
    return known;
  }

  async #open(name: string, data: ExperimentConfig['data']): Promise<number> {
    const onProgress = (progress: ReadingProgress) => this.#onReading?.(name, progress);
    const { dataset, train } = await openData(data, { onProgress });
    const { length } = train;
    dataset.close();
    return length;
  }
}
