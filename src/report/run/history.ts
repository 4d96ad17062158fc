/**
 * The record of a member, `metrics.jsonl`, as a report needs it: epochs, probes, cuts and candidates,
 * checked field by field. Single iterations are left to other tools; a report shows epochs.
 */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { MotifsmithError } from '../../core/errors.ts';
import { exists } from '../../files/read.ts';
import { RUN_FILES } from '../../run/run-files.ts';

const number = z.number();
const list = z.array(number);
const distribution = z.object({ mean: number, std: number, min: number, max: number });
const histogram = z.object({
  from: number,
  to: number,
  counts: z.array(z.number().min(0)).min(1),
  mean: number,
});
const place = { stage: z.string(), epoch: z.int().min(1) };

const epochSchema = z.object({
  ...place,
  epochs: z.int().min(1),
  loss: number,
  accuracy: number,
  validationLoss: number.nullish().transform((value) => value ?? null),
  validationAccuracy: number.nullish().transform((value) => value ?? null),
  firingRates: list,
  layers: z
    .array(
      z.object({
        layer: z.int().min(0),
        sizes: list,
        sizeProbabilities: list,
        typeEntropy: number,
      }),
    )
    .default([]),
  intrinsic: z
    .array(
      z.object({
        layer: z.int().min(0),
        resistance: distribution.nullable(),
        tau: distribution.nullable(),
      }),
    )
    .default([]),
});

const probeSchema = z.object({
  ...place,
  layers: z.array(
    z.object({
      layer: z.int().min(0),
      rates: histogram,
      resistance: histogram,
      tau: histogram,
      spectralRadius: number.nullable(),
    }),
  ),
  types: z
    .array(
      z.object({
        layer: z.int().min(0),
        sizes: z.array(z.object({ size: z.int().min(1), probabilities: z.array(list.length(3)) })),
      }),
    )
    .nullish()
    .transform((value) => value ?? []),
});

const measure = z.object({ loss: number, accuracy: number });
const cutSchema = z.object({ stage: z.enum(['size', 'types']), before: measure, after: measure });
const candidateSchema = z.object({
  candidate: z.int(),
  motifs: z.array(z.object({ size: z.int(), proportions: z.record(z.string(), number) })),
  updates: z.int(),
  validationLoss: number,
  validationAccuracy: number,
});

/** Figures of an epoch. Losses and accuracies of training; of validation where there was one. */
export interface EpochRecord extends z.output<typeof epochSchema> {
  /** Epochs of this and all stages before, from 1: the time axis of figures. */
  readonly position: number;
}
/** What a probe saw after an epoch. */
export interface ProbeRecord extends z.output<typeof probeSchema> {
  readonly position: number;
}
export type CutRecord = z.output<typeof cutSchema>;
export type CandidateRecord = z.output<typeof candidateSchema>;

/** A stretch of epochs on the time axis. */
export interface StageSpan {
  readonly stage: string;
  /** Positions of the first and the last epoch. */
  readonly first: number;
  readonly last: number;
}

export interface History {
  readonly epochs: readonly EpochRecord[];
  readonly probes: readonly ProbeRecord[];
  readonly cuts: readonly CutRecord[];
  readonly candidates: readonly CandidateRecord[];
  readonly stages: readonly StageSpan[];
}

export const NO_HISTORY: History = { epochs: [], probes: [], cuts: [], candidates: [], stages: [] };

/** Candidates of the random strategy have stages of their own, which a report does not draw. */
const isDrawn = (stage: string): boolean => !stage.startsWith('candidate.');

/** How a line of the record begins; most lines are iterations, which are not read any further. */
const LINE = /^\{"event":"(\w+)"/;

/**
 * Reads the record of a member, line by line, for that of a long search has hundreds of megabytes. A
 * member that has not begun has none.
 * @throws MotifsmithError `artifact` naming the line and the field that are not valid
 */
export async function readHistory(folder: string): Promise<History> {
  const file = join(folder, RUN_FILES.metrics);
  if (!(await exists(file))) return NO_HISTORY;
  const input = createReadStream(file, 'utf8');
  const reader = new HistoryReader(file);
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity })) reader.add(line);
  } catch (cause) {
    if (cause instanceof MotifsmithError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw damaged(`The record of the run cannot be read: ${reason}.`, file, cause);
  } finally {
    input.destroy();
  }
  return reader.history;
}

function damaged(message: string, where: string, cause?: unknown): MotifsmithError {
  const remedy = 'The file is damaged: restore it, or resume the run from an earlier checkpoint.';
  return new MotifsmithError('artifact', message, { where, remedy, cause });
}

class HistoryReader {
  readonly #file: string;
  #lines = 0;
  /** A line that is no event: excused if nothing follows, for a run may have been killed within it. */
  #broken: number | null = null;
  readonly #epochs: EpochRecord[] = [];
  readonly #probes: ProbeRecord[] = [];
  readonly #cuts: CutRecord[] = [];
  readonly #candidates: CandidateRecord[] = [];
  readonly #stages: { stage: string; first: number; last: number }[] = [];

  /** @param file names it in errors */
  constructor(file: string) {
    this.#file = file;
  }

  get history(): History {
    return {
      epochs: this.#epochs,
      probes: this.#probes,
      cuts: this.#cuts,
      candidates: this.#candidates,
      stages: this.#stages,
    };
  }

  add(line: string): void {
    this.#lines += 1;
    if (this.#broken !== null) {
      throw damaged('A line of the record is not an event.', `${this.#file}, line ${this.#broken}`);
    }
    const event = LINE.exec(line)?.[1];
    if (event === undefined) this.#broken = this.#lines;
    else if (event === 'epoch') this.#with(line, epochSchema, (epoch) => this.#addEpoch(epoch));
    else if (event === 'probe') this.#with(line, probeSchema, (probe) => this.#addProbe(probe));
    else if (event === 'cut') this.#with(line, cutSchema, (cut) => this.#cuts.push(cut));
    else if (event === 'candidate') {
      this.#with(line, candidateSchema, (candidate) => this.#candidates.push(candidate));
    }
  }

  #with<Schema extends z.ZodType>(
    line: string,
    schema: Schema,
    take: (event: z.output<Schema>) => void,
  ): void {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      this.#broken = this.#lines;
      return;
    }
    const parsed = schema.safeParse(value);
    if (parsed.success) {
      take(parsed.data);
      return;
    }
    const { path, message } = parsed.error.issues[0]!;
    throw damaged(
      `An event of the record is not valid: ${message}.`,
      `${this.#file}, line ${this.#lines}, field ${path.join('.')}`,
    );
  }

  #addEpoch(epoch: z.output<typeof epochSchema>): void {
    if (!isDrawn(epoch.stage)) return;
    const position = (this.#epochs.at(-1)?.position ?? 0) + 1;
    if (this.#stages.at(-1)?.stage !== epoch.stage) {
      this.#stages.push({ stage: epoch.stage, first: position, last: position });
    }
    this.#stages.at(-1)!.last = position;
    this.#epochs.push({ ...epoch, position });
  }

  #addProbe(probe: z.output<typeof probeSchema>): void {
    const span = this.#stages.findLast(({ stage }) => stage === probe.stage);
    if (span === undefined) return;
    this.#probes.push({ ...probe, position: span.first + probe.epoch - 1 });
  }
}
