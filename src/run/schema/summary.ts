/** `summary.json`: what a finished member came to, or, in the folder of a group, all of its members. */
import { z } from 'zod';
import { type Infer, parse } from '../../core/schema.ts';
import { candidateSchema, cutSchema } from '../../search/events.ts';
import { censusSchema, evaluationSchema } from '../../training/records.ts';
import {
  type DataRecord,
  dataRecordSchema,
  irregularitiesSchema,
  memberSchema,
  methodSchema,
} from './plan.ts';
import { spreadSchema } from './spread.ts';
import { spread } from './statistics.ts';

const seconds = z.number().min(0);

const memberSummarySchema = z.object({
  format: z.literal('motifsmith-summary'),
  formatVersion: z.literal(1),
  /** Version of the package that started the run. */
  version: z.string(),
  ...memberSchema.shape,
  engine: z.string(),
  data: z.object({
    name: z.string(),
    fingerprint: z.string(),
    irregularities: irregularitiesSchema,
  }),
  /** Size of the motif of each SC-ML layer, in order. */
  motifSizes: z.array(z.int().min(1)),
  /** Connections by type, and numbers of weights. */
  census: censusSchema,
  test: evaluationSchema,
  /** Loss and accuracy on the validation half before and after each cut of the supernet. */
  cuts: z.array(cutSchema),
  /** What the random strategy tried. */
  candidates: z.array(candidateSchema),
  weights: z.object({ file: z.string(), sha256: z.string() }),
  /** SHA-256 of other files, by name; runs of version 0.1 have none. */
  files: z.record(z.string(), z.string()).optional(),
  /** All that depends on the clock and the machine. */
  timing: z.object({
    stages: z.record(z.string(), seconds),
    seconds,
    /** Whether V8 joined 128-bit operations into 256-bit ones; earlier versions did not. */
    revectorized: z.boolean().optional(),
    /** The graphics card, if the run was computed on one. */
    device: z.string().optional(),
  }),
});
/** What one member came to: `summary.json` of its folder. @interface */
export type MemberSummary = Infer<typeof memberSummarySchema>;

const groupSummarySchema = z.object({
  format: z.literal('motifsmith-report'),
  formatVersion: z.literal(1),
  name: z.string(),
  data: dataRecordSchema,
  /** The method asked for first, then the comparisons. */
  methods: z
    .array(
      z.object({
        method: methodSchema,
        accuracy: spreadSchema,
        loss: spreadSchema,
        /** Trained weights, mean over the seeds. */
        trainable: z.number().min(0),
      }),
    )
    .min(1),
  /** `folder` is relative to the run directory; `.` for a run without members. */
  members: z.array(memberSummarySchema.extend({ folder: z.string() })).min(1),
  seconds,
});
/** A whole experiment: `summary.json` of a group. */
export type GroupSummary = Infer<typeof groupSummarySchema>;

const summarySchema = z.discriminatedUnion('format', [memberSummarySchema, groupSummarySchema]);

/** One method over all seeds. @interface */
export type MethodReport = GroupSummary['methods'][number];

/** A whole experiment, and where it is. */
export interface ExperimentReport extends GroupSummary {
  readonly directory: string;
}

const REMEDY = 'Let `motifsmith runs repair` write it again from the last checkpoint.';

/** @throws MotifsmithError `artifact` naming the field if it is not the summary of a member */
export function parseMemberSummary(value: unknown, path: string): MemberSummary {
  return parse(memberSummarySchema, value, path, REMEDY);
}

/** @throws MotifsmithError `artifact` naming the field if it is not the summary of a group */
export function parseGroupSummary(value: unknown, path: string): GroupSummary {
  return parse(groupSummarySchema, value, path, REMEDY);
}

/** Of a member or of a group. @throws MotifsmithError `artifact` naming the field if it is neither */
export function parseSummary(value: unknown, path: string): MemberSummary | GroupSummary {
  return parse(summarySchema, value, path, REMEDY);
}

/** Sums up the finished members of an experiment. */
export function summariseGroup(
  name: string,
  data: DataRecord,
  members: GroupSummary['members'],
): GroupSummary {
  const methods = [...new Set(members.map(({ method }) => method))];
  return {
    format: 'motifsmith-report',
    formatVersion: 1,
    name,
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
