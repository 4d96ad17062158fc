/**
 * `analysis.json`: what a finished member of a run costs, how soon it decides and how its neurons
 * behave, from its stored weights and the test samples; and how it does on validation samples. Written next to its summary, and only after it:
 * nothing in a run depends on it, and it can be made again at any time.
 */
import { join } from 'node:path';
import type { Analysis } from '../analysis/analysis.ts';
import { NetworkAnalysis } from '../analysis/network-analysis.ts';
import { hiddenAccumulations } from '../analysis/operations.ts';
import { SystemAnalysis } from '../analysis/system-analysis.ts';
import type { BaselineModel, Classifier } from '../baselines/system.ts';
import { openBaseline } from '../baselines/systems.ts';
import { MotifsmithError } from '../core/errors.ts';
import { nextTurn } from '../core/next-turn.ts';
import type { EventSample } from '../data/events/sample.ts';
import type { SampleSource } from '../data/events/sample-source.ts';
import type { EngineNetwork } from '../engine/engine.ts';
import { writeJson } from '../files/write-atomic.ts';
import { readAnalysis } from '../run/analysis-file.ts';
import { requireFit } from '../run/architecture-file.ts';
import type { Plan } from '../run/schema/plan.ts';
import { RUN_FILES } from '../run/schema/run-files.ts';
import { isBaselineModel, readStored } from '../run/stored-model.ts';
import { openModel, type TrainedModel } from '../training/network.ts';
import { createEngine } from './engines.ts';
import type { ExperimentData } from './experiment-data.ts';

/** A member of a run, finished, and the data that it was trained on. */
export interface AnalysedMember {
  readonly plan: Plan;
  /** Holds its `summary.json` and its weights. */
  readonly folder: string;
  readonly data: ExperimentData;
  readonly signal?: AbortSignal | undefined;
}

/** Samples after which signals are checked. */
const TURN_SAMPLES = 32;

/**
 * Analyses a member on the whole test split, and on the validation cut, and writes `analysis.json`. One that is there already and
 * belongs to the stored weights is returned as it is; any other is replaced.
 * @throws MotifsmithError `artifact` if the member is unfinished or damaged, `interrupted` by the
 *   signal, `inputOutput`
 */
export async function analyseMember(run: AnalysedMember): Promise<Analysis> {
  const { plan, folder, data } = run;
  const { model, summary } = await readStored(folder, (found, file) =>
    requireFit(found, data.dataset, file),
  );
  const before = await readAnalysis(folder).catch(() => null);
  const complete =
    before?.classified !== undefined &&
    (data.validation === null || before.validation !== undefined);
  if (before?.weightsSha256 === summary.weights.sha256 && complete) return before;
  // One sample at a time gives other threads nothing to do.
  const engine = await createEngine(plan.config.engine, 1, plan.config);
  const { sha256 } = summary.weights;
  const found = isBaselineModel(model)
    ? await analyseSystem(run, await openBaseline(engine, model), model, sha256)
    : await analyseNetwork(run, await openModel(engine, model), model, sha256);
  await writeJson(join(folder, RUN_FILES.analysis), found);
  return found;
}

/** Calls `each` for every sample, unless the signal stops it. */
async function forEach(
  { folder, signal }: AnalysedMember,
  samples: SampleSource,
  each: (sample: EventSample) => Promise<void>,
): Promise<void> {
  for (let k = 0; k < samples.length; k++) {
    if (k % TURN_SAMPLES === 0) await nextTurn();
    if (signal?.aborted) throw interrupted(folder);
    await each(samples.read(k));
  }
}

async function analyseNetwork(
  run: AnalysedMember,
  network: EngineNetwork,
  model: TrainedModel,
  sha256: string,
): Promise<Analysis> {
  const { plan, data } = run;
  const analyse = async (samples: SampleSource) => {
    const found = new NetworkAnalysis(model);
    await forEach(run, samples, async (sample) => found.add(sample, await network.record(sample)));
    const { targetRate } = plan.config.search.plasticity;
    return found.result(sha256, data.dataset.stepMs, targetRate);
  };
  try {
    const tested = await analyse(data.test);
    if (data.validation === null) return tested;
    const validated = await analyse(data.validation);
    const first = network.shape.layers[0]!.neurons;
    const hiddenAc = hiddenAccumulations(validated.operations.layers, first);
    // A decision at the end of a sample is that of an evaluation.
    const accuracy = validated.decision!.accuracy.at(-1)!;
    return { ...tested, validation: onValidation(validated, accuracy, hiddenAc) };
  } finally {
    network.dispose();
  }
}

async function analyseSystem(
  run: AnalysedMember,
  classifier: Classifier,
  { tensors }: BaselineModel,
  sha256: string,
): Promise<Analysis> {
  const { plan, data } = run;
  const stored = Object.values(tensors).reduce((sum, tensor) => sum + tensor.data.length, 0);
  const analyse = async (samples: SampleSource) => {
    const found = new SystemAnalysis(classifier);
    await forEach(run, samples, (sample) => found.add(sample));
    return found.result(sha256, stored, plan.config.search.plasticity.targetRate);
  };
  try {
    const { analysis } = await analyse(data.test);
    if (data.validation === null) return analysis;
    const { analysis: validated, accuracy, hiddenAc } = await analyse(data.validation);
    return { ...analysis, validation: onValidation(validated, accuracy, hiddenAc) };
  } finally {
    classifier.dispose();
  }
}

/** What of an analysis on validation samples is kept: what networks are chosen by. */
const onValidation = (
  { samples, operations: { ac, mac } }: Analysis,
  accuracy: number,
  hiddenAc: number,
): Required<Analysis>['validation'] => ({ samples, accuracy, operations: { ac, mac }, hiddenAc });

function interrupted(folder: string): MotifsmithError {
  return new MotifsmithError('interrupted', 'Stopped while analysing a finished network.', {
    where: folder,
    remedy: 'Start it again: the network itself is saved.',
  });
}
