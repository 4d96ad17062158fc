/**
 * `analysis.json`: what a finished member of a run costs, how soon it decides and how its neurons
 * behave, from its stored weights and the test samples; and how it does on validation samples. Written next to its summary, and only after it:
 * nothing in a run depends on it, and it can be made again at any time.
 */
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Analysis } from '../analysis/analysis.ts';
import { NetworkAnalysis } from '../analysis/network-analysis.ts';
import { hiddenAccumulations } from '../analysis/operations.ts';
import { MotifsmithError } from '../core/errors.ts';
import type { SampleSource } from '../data/events/sample-source.ts';
import { writeJson } from '../files/write-atomic.ts';
import { readAnalysis } from '../run/analysis-file.ts';
import { requireFit } from '../run/architecture-file.ts';
import type { Plan } from '../run/schema/plan.ts';
import { RUN_FILES } from '../run/schema/run-files.ts';
import { readStoredModel } from '../run/stored-model.ts';
import { openModel } from '../training/network.ts';
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
  const { plan, folder, data, signal } = run;
  const { model, summary } = await readStoredModel(folder, (found, file) =>
    requireFit(found, data.dataset, file),
  );
  const before = await readAnalysis(folder).catch(() => null);
  const complete = data.validation === null || before?.validation !== undefined;
  if (before?.weightsSha256 === summary.weights.sha256 && complete) return before;
  const { engine: engineName, search } = plan.config;
  // One sample at a time gives other threads nothing to do.
  const network = await openModel(await createEngine(engineName, 1), model);
  try {
    const analyse = async (samples: SampleSource): Promise<Analysis> => {
      const found = new NetworkAnalysis(model);
      for (let k = 0; k < samples.length; k++) {
        if (k % TURN_SAMPLES === 0) await nextTurn();
        if (signal?.aborted) throw interrupted(folder);
        const sample = samples.read(k);
        found.add(sample, await network.record(sample));
      }
      const { targetRate } = search.plasticity;
      return found.result(summary.weights.sha256, data.dataset.stepMs, targetRate);
    };
    const tested = await analyse(data.test);
    const first = network.shape.layers[0]!.neurons;
    const analysis: Analysis =
      data.validation === null
        ? tested
        : { ...tested, validation: onValidation(await analyse(data.validation), first) };
    await writeJson(join(folder, RUN_FILES.analysis), analysis);
    return analysis;
  } finally {
    network.dispose();
  }
}

/**
 * What of an analysis on validation samples is kept: what networks are chosen by.
 * @param first neurons of the first layer
 */
const onValidation = (
  { samples, decision, operations: { ac, mac, layers } }: Analysis,
  first: number,
): Required<Analysis>['validation'] => ({
  samples,
  // A decision at the end of a sample is that of an evaluation.
  accuracy: decision.accuracy.at(-1)!,
  operations: { ac, mac },
  hiddenAc: hiddenAccumulations(layers, first),
});

function interrupted(folder: string): MotifsmithError {
  return new MotifsmithError('interrupted', 'Stopped while analysing a finished network.', {
    where: folder,
    remedy: 'Start it again: the network itself is saved.',
  });
}
