/**
 * `analysis.json`: what a finished member of a run costs, how soon it decides and how its neurons
 * behave, from its stored weights and the test samples. Written beside its summary, and only after it:
 * nothing of a run depends on it, and it can be made anew at any time.
 */
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import type { Analysis } from '../analysis/analysis.ts';
import { NetworkAnalysis } from '../analysis/network-analysis.ts';
import { MotifsmithError } from '../core/errors.ts';
import { exists, readJson, writeJson } from '../files/files.ts';
import { requireFit } from '../run/architecture-file.ts';
import type { ExperimentData } from '../run/experiment-data.ts';
import type { Plan } from '../run/members.ts';
import { readStoredModel } from '../run/stored-model.ts';
import { HISTOGRAM_BINS } from '../training/histogram.ts';
import { openModel } from '../training/network.ts';
import { createEngine } from './engines.ts';

export const ANALYSIS_FILE = 'analysis.json';

/** A member of a run, finished, and the data that it was trained on. */
export interface AnalysedMember {
  readonly plan: Plan;
  /** Holds its `summary.json` and its weights. */
  readonly folder: string;
  readonly data: ExperimentData;
  readonly signal?: AbortSignal | undefined;
}

/** Samples after which signals are looked at. */
const TURN_SAMPLES = 32;

/**
 * Analyses a member on the whole test split and writes `analysis.json`. One that is there already and
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
  if (before?.weightsSha256 === summary.weights.sha256) return before;
  const { engine: engineName, search } = plan.config;
  // One sample at a time gives other threads nothing to do.
  const network = await openModel(await createEngine(engineName, 1), model);
  try {
    const found = new NetworkAnalysis(model);
    for (let k = 0; k < data.test.length; k++) {
      if (k % TURN_SAMPLES === 0) await nextTurn();
      if (signal?.aborted) throw interrupted(folder);
      const sample = data.test.read(k);
      found.add(sample, await network.record(sample));
    }
    const { targetRate } = search.plasticity;
    const analysis = found.result(summary.weights.sha256, data.dataset.stepMs, targetRate);
    await writeJson(join(folder, ANALYSIS_FILE), analysis);
    return analysis;
  } finally {
    network.dispose();
  }
}

function interrupted(folder: string): MotifsmithError {
  return new MotifsmithError('interrupted', 'Stopped while analysing a finished network.', {
    where: folder,
    remedy: 'Begin again: the network itself is saved.',
  });
}

const amount = z.number().min(0);
const list = z.array(amount);
const histogram = z.object({
  from: z.number(),
  to: z.number(),
  counts: z.array(z.int().min(0)).length(HISTOGRAM_BINS),
  mean: z.number(),
});
const analysisSchema = z
  .object({
    format: z.literal('motifsmith-analysis'),
    formatVersion: z.literal(1),
    weightsSha256: z.string(),
    samples: z.int().min(1),
    parameters: z.object({
      trainable: z.int().min(0),
      fixed: z.int().min(0),
      stored: z.int().min(0),
    }),
    operations: z.object({
      layers: z.array(z.object({ name: z.string(), inputSpikes: amount, ac: amount, mac: amount })),
      ac: amount,
      mac: amount,
    }),
    spikes: z.object({ layers: list, total: amount }),
    decision: z
      .object({
        stepMs: z.number().gt(0),
        steps: z.array(z.int().min(1)).min(1),
        accuracy: z.array(z.number().min(0).max(1)),
      })
      .refine(({ steps, accuracy }) => steps.length === accuracy.length, 'as many as steps'),
    layers: z.array(
      z.object({
        layer: z.int().min(0),
        kind: z.enum(['feedforward', 'dense', 'scml', 'supernet']),
        rates: histogram,
        meanRate: amount,
        divergence: amount,
        resistance: histogram,
        tau: histogram,
        spectralRadius: amount.nullable(),
      }),
    ),
  })
  .readonly();

/**
 * Reads a member's `analysis.json`.
 * @returns null if there is none
 * @throws MotifsmithError `artifact` if it is damaged
 */
export async function readAnalysis(folder: string): Promise<Analysis | null> {
  const path = join(folder, ANALYSIS_FILE);
  if (!(await exists(path))) return null;
  const parsed = analysisSchema.safeParse(await readJson(path, 'analysis'));
  if (parsed.success) return parsed.data;
  const { path: field, message } = parsed.error.issues[0]!;
  throw new MotifsmithError('artifact', `The analysis is not valid: ${message}.`, {
    where: `${path}, field ${field.join('.')}`,
    remedy: 'Delete it: it is made anew from the weights.',
  });
}
