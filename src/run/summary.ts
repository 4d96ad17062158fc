/**
 * What a run comes to: `summary.json` of a member, and the report of a whole experiment with means
 * over its seeds.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { MotifsmithError } from '../core/errors.ts';
import { readJson } from '../files/files.ts';
import type { Candidate, Cut } from '../search/strategy.ts';
import type { Census } from '../training/census.ts';
import type { Evaluation } from '../training/evaluation.ts';
import type { DataRecord } from './experiment-data.ts';
import type { Member, MemberJob, Method } from './members.ts';
import { RUN_FILES } from './run-directory.ts';
import { type Spread, spread } from './statistics.ts';

/** What one member came to: `summary.json` of its folder. */
export interface MemberSummary extends Member {
  readonly format: 'motifsmith-summary';
  readonly formatVersion: 1;
  readonly version: string;
  readonly engine: string;
  readonly data: { readonly name: string; readonly fingerprint: string };
  /** Size of the motif of each SC-ML layer, in order. */
  readonly motifSizes: readonly number[];
  /** Connections by type, and numbers of weights. */
  readonly census: Census;
  readonly test: Evaluation;
  /** Loss and accuracy on the validation half before and after each cut of the supernet. */
  readonly cuts: readonly Cut[];
  /** What the random strategy tried. */
  readonly candidates: readonly Candidate[];
  readonly weights: { readonly file: string; readonly sha256: string };
  /** The only figures here that depend on a clock. */
  readonly timing: { readonly stages: Readonly<Record<string, number>>; readonly seconds: number };
}

/** @throws MotifsmithError (`internal`) before the job has finished */
export function summarise(
  { kind, job }: MemberJob,
  member: Member,
  run: { readonly version: string; readonly engine: string; readonly data: DataRecord },
  weightsSha256: string,
  seconds: Readonly<Record<string, number>>,
): MemberSummary {
  const { census, test } = job.result();
  const { cuts, candidates } =
    kind === 'search' ? job.result() : { cuts: [] as Cut[], candidates: [] as Candidate[] };
  const rounded = Object.entries(seconds).map(
    ([stage, s]) => [stage, Number(s.toFixed(3))] as const,
  );
  return {
    format: 'motifsmith-summary',
    formatVersion: 1,
    version: run.version,
    seed: member.seed,
    method: member.method,
    engine: run.engine,
    data: { name: run.data.name, fingerprint: run.data.fingerprint },
    motifSizes: census.motifs.map(({ motifSize }) => motifSize),
    census,
    test,
    cuts,
    candidates,
    weights: { file: RUN_FILES.weights, sha256: weightsSha256 },
    timing: {
      stages: Object.fromEntries(rounded),
      seconds: Number(rounded.reduce((sum, [, s]) => sum + s, 0).toFixed(3)),
    },
  };
}

/** The parts that are read back, to skip finished members and to report on them. */
const memberSummary = z.looseObject({
  format: z.literal('motifsmith-summary'),
  formatVersion: z.literal(1),
  seed: z.int(),
  motifSizes: z.array(z.int()),
  test: z.looseObject({ accuracy: z.number(), loss: z.number(), samples: z.int() }),
  census: z.looseObject({ motifs: z.array(z.unknown()), trainable: z.int() }),
  cuts: z.array(z.unknown()),
  weights: z.object({ file: z.string(), sha256: z.string() }),
  timing: z.object({ stages: z.record(z.string(), z.number()), seconds: z.number() }),
});

/** @throws MotifsmithError `artifact` if it is missing or damaged */
export async function readMemberSummary(folder: string): Promise<MemberSummary> {
  const path = join(folder, RUN_FILES.summary);
  const value = await readJson(path, 'summary of the run');
  const parsed = memberSummary.safeParse(value);
  if (!parsed.success) {
    const { path: field, message } = parsed.error.issues[0]!;
    throw new MotifsmithError('artifact', `The summary is not valid: ${message}.`, {
      where: `${path}, field ${field.join('.')}`,
      remedy: 'Delete it and resume the run: it is written again from the last checkpoint.',
    });
  }
  return value as MemberSummary;
}

/** One method over all seeds. */
export interface MethodReport {
  readonly method: Method;
  readonly accuracy: Spread;
  readonly loss: Spread;
  /** Trained weights, mean over the seeds. */
  readonly trainable: number;
}

/** A whole experiment; `summary.json` of a group is this without `directory`. */
export interface ExperimentReport {
  readonly format: 'motifsmith-report';
  readonly formatVersion: 1;
  readonly name: string;
  readonly directory: string;
  readonly data: DataRecord;
  /** The method asked for first, then the comparisons. */
  readonly methods: readonly MethodReport[];
  /** `folder` is relative to the directory; `.` for a run without members. */
  readonly members: readonly (MemberSummary & { readonly folder: string })[];
  readonly seconds: number;
}

export function report(
  name: string,
  directory: string,
  data: DataRecord,
  members: ExperimentReport['members'],
): ExperimentReport {
  const methods = [...new Set(members.map(({ method }) => method))];
  return {
    format: 'motifsmith-report',
    formatVersion: 1,
    name,
    directory,
    data,
    methods: methods.map((method) => {
      const own = members.filter((member) => member.method === method);
      return {
        method,
        accuracy: spread(own.map(({ test }) => test.accuracy)),
        loss: spread(own.map(({ test }) => test.loss)),
        trainable: spread(own.map(({ census }) => census.trainable)).mean,
      };
    }),
    members,
    seconds: Number(members.reduce((sum, { timing }) => sum + timing.seconds, 0).toFixed(3)),
  };
}
