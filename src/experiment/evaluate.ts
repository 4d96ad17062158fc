/** Evaluates a finished run again: its stored weights on a split of its data. */
import { join, resolve } from 'node:path';
import { openBaseline } from '../baselines/systems.ts';
import { MotifsmithError } from '../core/errors.ts';
import type { SampleSource } from '../data/events/sample-source.ts';
import type { OpenOptions } from '../data/store/open.ts';
import type { EngineName } from '../engine/engine.ts';
import { requireFit } from '../run/architecture-file.ts';
import { storedMembers } from '../run/members.ts';
import { type RunRecord, readRunRecord } from '../run/run-record.ts';
import { memberTraining } from '../run/schema/member-training.ts';
import type { Member } from '../run/schema/plan.ts';
import { isBaselineModel, readStored } from '../run/stored-model.ts';
import { evaluateSamples } from '../training/evaluation.ts';
import { openModel } from '../training/network.ts';
import type { Evaluation } from '../training/records.ts';
import { createEngine } from './engines.ts';
import type { ExperimentData } from './experiment-data.ts';
import { openRunData } from './run-experiment.ts';

const SPLITS = ['test', 'train', 'validation'] as const;
export type Split = (typeof SPLITS)[number];

/** Which run is evaluated, and how. */
export interface EvaluateRequest {
  readonly directory: string;
  readonly split: Split;
  /** Where the data file is now; null for where the run found it. */
  readonly dataPath: string | null;
  /** Null for the engine that the run was trained with. */
  readonly engine: EngineName | null;
  readonly reading?: OpenOptions;
}

/** How one network of a run did. */
export interface MemberEvaluation extends Member, Evaluation {
  readonly folder: string;
  /** Accuracy on the test split that the run itself recorded. */
  readonly recordedTestAccuracy: number;
}

/** How the networks of a run did. */
export interface EvaluationReport {
  readonly format: 'motifsmith-evaluation';
  readonly formatVersion: 1;
  readonly directory: string;
  readonly split: Split;
  readonly engine: EngineName;
  readonly members: readonly MemberEvaluation[];
}

/** @throws MotifsmithError `artifact` if the run is unfinished, damaged or not of its data */
export async function evaluateRun(request: EvaluateRequest): Promise<EvaluationReport> {
  const { directory, split, dataPath } = request;
  const record = await readRunRecord(directory);
  const data = await openRunData(record, dataPath, directory, request.reading);
  try {
    const engine = request.engine ?? record.plan.config.engine;
    return {
      format: 'motifsmith-evaluation',
      formatVersion: 1,
      directory: resolve(directory),
      split,
      engine,
      members: await evaluateMembers(record, directory, data, samplesOf(data, split), engine),
    };
  } finally {
    data.dataset.close();
  }
}

async function evaluateMembers(
  record: RunRecord,
  directory: string,
  data: ExperimentData,
  samples: SampleSource,
  engineName: EngineName,
): Promise<MemberEvaluation[]> {
  const engine = await createEngine(engineName, undefined, record.plan.config);
  const members: MemberEvaluation[] = [];
  for (const { member, folder } of storedMembers(record)) {
    const { model, summary } = await readStored(join(directory, folder), (found, file) =>
      requireFit(found, data.dataset, file),
    );
    const { loss, batchSize } = memberTraining(record.plan.config, member);
    const network = isBaselineModel(model)
      ? await openBaseline(engine, model)
      : await openModel(engine, model, loss);
    try {
      const found = await evaluateSamples(network, samples, batchSize);
      members.push({
        ...member,
        folder,
        recordedTestAccuracy: summary.test.accuracy,
        ...found,
      });
    } finally {
      network.dispose();
    }
  }
  return members;
}

function samplesOf({ train, validation, test }: ExperimentData, split: Split) {
  if (split === 'test') return test;
  if (split === 'train') return train;
  if (validation !== null) return validation;
  throw new MotifsmithError('usage', 'The run has no validation split.', {
    where: '--split validation',
    remedy: 'Use test or train, or train with data.validationFraction above 0.',
  });
}
