/** What one finished run says of itself, read from its files and kept: a finished run never changes. */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { Analysis } from '../analysis/analysis.ts';
import { MotifsmithError } from '../core/errors.ts';
import { readAnalysis } from '../experiment/analyse-member.ts';
import { readJson } from '../files/files.ts';
import type { DataRecord } from '../run/experiment-data.ts';
import { RUN_FILES, readRunRecord } from '../run/run-directory.ts';
import { type Cell, cellFolder } from './study-record.ts';

const measure = z.object({ loss: z.number(), accuracy: z.number() });
const counts = z.object({ exc: z.int(), inh: z.int(), none: z.int() });
const summarySchema = z.object({
  test: z.object({ accuracy: z.number().min(0).max(1) }),
  motifSizes: z.array(z.int().min(1)),
  census: z.object({
    motifs: z.array(z.object({ total: counts })),
    feedforward: z.int().min(0),
    recurrent: z.int().min(0),
  }),
  cuts: z.array(z.object({ stage: z.enum(['size', 'types']), before: measure, after: measure })),
  timing: z.object({ stages: z.record(z.string(), z.number().min(0)) }),
});

/** The parts of `summary.json` that a study speaks of. */
export type CellSummary = z.infer<typeof summarySchema>;

/** The end of an epoch in which samples were looked at that were not trained on. */
const epochSchema = z.object({
  stage: z.string(),
  epoch: z.int().min(1),
  validationLoss: z.number(),
  validationAccuracy: z.number(),
});
export type ValidatedEpoch = z.infer<typeof epochSchema>;

export interface CellFacts {
  readonly seed: number;
  readonly data: DataRecord;
  readonly summary: CellSummary;
  readonly analysis: Analysis;
  /** In the order of the record. */
  readonly epochs: readonly ValidatedEpoch[];
}

/** Reads finished runs of a study, each once. */
export class FactReader {
  readonly #folder: string;
  readonly #known = new Map<string, CellFacts>();

  /** @param folder of the study */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * @returns null for a run that is not finished
   * @throws MotifsmithError `artifact` naming the file if one is damaged
   */
  async read(cell: Cell): Promise<CellFacts | null> {
    const name = cellFolder(cell);
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const folder = join(this.#folder, name);
    const analysis = await readAnalysis(folder);
    if (analysis === null) return null;
    const facts: CellFacts = {
      seed: cell.seed,
      data: (await readRunRecord(folder)).data,
      summary: await readSummary(join(folder, RUN_FILES.summary)),
      analysis,
      epochs: await readEpochs(join(folder, RUN_FILES.metrics)),
    };
    this.#known.set(name, facts);
    return facts;
  }
}

async function readSummary(path: string): Promise<CellSummary> {
  const parsed = summarySchema.safeParse(await readJson(path, 'summary of the run'));
  if (parsed.success) return parsed.data;
  const { path: field, message } = parsed.error.issues[0]!;
  throw damaged(`The summary is not valid: ${message}.`, `${path}, field ${field.join('.')}`, path);
}

const damaged = (message: string, where: string, path: string): MotifsmithError =>
  new MotifsmithError('artifact', message, {
    where,
    remedy: `Delete the run directory around ${path}; the study makes it again.`,
  });

/** Line by line: the record of a large search has hundreds of megabytes. */
async function readEpochs(path: string): Promise<ValidatedEpoch[]> {
  const epochs: ValidatedEpoch[] = [];
  const input = createReadStream(path, 'utf8');
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      if (!line.startsWith('{"event":"epoch"')) continue;
      const parsed = epochSchema.safeParse(JSON.parse(line));
      // Without a validation cut the final training looks at nothing.
      if (parsed.success) epochs.push(parsed.data);
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw damaged(`The record of the run cannot be read: ${reason}.`, path, path);
  } finally {
    input.destroy();
  }
  return epochs;
}
