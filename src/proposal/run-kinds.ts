/**
 * From settings that fit the data to three kinds of runs: one that is done soon, the one proposed, and one with
 * the paper's numbers.
 */
import { mergeConfigs, type RawConfig } from '../config/merge.ts';
import { paperExperiment } from '../config/presets/paper.ts';
import { isRecord } from '../core/json.ts';
import { DEFAULT_SEARCH } from '../search/settings.ts';
import type { RunKind } from '../view/run-kinds.ts';

/** Of a quick run: samples that a stage of its search and its training see, and epochs at least and at most. */
const QUICK_SAMPLES = { search: 1000, training: 4000 };
const QUICK_EPOCHS = { search: [1, 4], training: [2, 8] } as const;
const QUICK_NETWORK = { layers: [{ kind: 'scml', neurons: 64 }], motifSizes: [2, 4, 8] };
/** N-MNIST in the paper; its other data have 400 to 800 neurons. */
const PAPER = { neurons: 512, motifSizes: [2, 4, 8, 16, 32], learningRate: 5e-4, batchSize: 50 };

/** One run of one method: seeds and comparisons are decided by whoever starts it. */
const ALONE = { seeds: [1], compare: [] };

/**
 * @param proposed settings that fit the data
 * @param train recordings for training
 */
export function runKinds(proposed: RawConfig, train: number): Readonly<Record<RunKind, RawConfig>> {
  const half = Math.max(1, Math.ceil(train / 2));
  const epochs = (samples: number, of: number, [least, most]: readonly [number, number]) =>
    Math.min(most, Math.max(least, Math.round(samples / Math.max(1, of))));
  const searched = epochs(QUICK_SAMPLES.search, half, QUICK_EPOCHS.search);
  const { data } = proposed;
  return {
    quick: mergeConfigs(proposed, {
      ...ALONE,
      network: QUICK_NETWORK,
      search: {
        sizeEpochs: searched,
        typeEpochs: searched,
        order: 1,
        finalists: { count: 1, fromPrior: 0 },
      },
      training: { epochs: epochs(QUICK_SAMPLES.training, train, QUICK_EPOCHS.training) },
    }),
    normal: mergeConfigs(proposed, ALONE),
    paper: mergeConfigs(paperExperiment(PAPER), {
      ...ALONE,
      data: isRecord(data) ? inMilliseconds(data) : {},
      search: { plasticity: { window: Math.min(DEFAULT_SEARCH.plasticity.window, half) } },
    }),
  };
}

/** Data in steps of 1 ms, cut at the same time. */
function inMilliseconds(data: RawConfig): RawConfig {
  const { binMs, maxSteps } = data;
  const cut =
    typeof binMs === 'number' && typeof maxSteps === 'number'
      ? { maxSteps: Math.ceil(binMs * maxSteps) }
      : {};
  return { ...data, ...cut, binMs: 1 };
}
