/** The samples of an experiment: the data set of its configuration, with the validation cut made. */

import type { ExperimentConfig } from '../config/schema.ts';
import { Random } from '../core/random.ts';
import type { Dataset } from '../data/datasets/dataset.ts';
import { stratifiedSplit } from '../data/datasets/split.ts';
import type { SampleSource } from '../data/events/sample-source.ts';
import { type OpenOptions, openDataset } from '../data/store/open.ts';
import type { DataRecord } from '../run/schema/plan.ts';

/** The data of an experiment, split. */
export interface ExperimentData {
  readonly dataset: Dataset;
  /** What is trained on: the training split without the validation samples. */
  readonly train: SampleSource;
  /** Evaluated after each epoch; null for none. */
  readonly validation: SampleSource | null;
  readonly test: SampleSource;
}

/**
 * Opens the data of an experiment; the caller closes `dataset`.
 * @throws MotifsmithError `data` if the data are missing, damaged or unsuitable
 */
export async function openData(
  settings: ExperimentConfig['data'],
  reading: OpenOptions = {},
): Promise<ExperimentData> {
  const dataset = await openDataset(settings, reading);
  const { train, test } = dataset;
  const { validationFraction } = settings;
  if (validationFraction === 0) return { dataset, train, validation: null, test };
  try {
    // The cut is part of the data, not of chance: it is the same for every seed.
    const random = new Random(0, 'validation');
    const cut = stratifiedSplit(train, validationFraction, random, 'data.validationFraction');
    return { dataset, train: cut[1], validation: cut[0], test };
  } catch (error) {
    dataset.close();
    throw error;
  }
}

/** What a run records of its data. */
export function dataRecord({ dataset, train, validation, test }: ExperimentData): DataRecord {
  const { name, description, fingerprint, inputs, classNames, stepMs, skipped, warnings } = dataset;
  const { setFingerprint, preprocessing = null } = dataset;
  return {
    name,
    description,
    fingerprint,
    ...(setFingerprint !== undefined && { setFingerprint }),
    inputs,
    classNames,
    stepMs,
    trainSamples: train.length,
    validationSamples: validation?.length ?? 0,
    testSamples: test.length,
    skipped,
    irregularities: warnings.irregularities,
    preprocessing,
  };
}
