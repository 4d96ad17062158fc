/** What goes through the store, as schemas: both sides check all that they read. */
import { z } from 'zod';
import { checkConfig } from '../../config/load.ts';
import { canonical } from '../../core/canonical.ts';
import { MotifsmithError } from '../../core/errors.ts';
import { type Infer, parse } from '../../core/schema.ts';
import { parseJson } from '../../files/read.ts';
import { sha256 } from '../../files/sha256.ts';
import { memberIdentity } from '../../run/identity.ts';
import { type Plan, planMembers, taskSchema } from '../../run/schema/plan.ts';
import { failureSchema } from '../failures.ts';
import type { RemoteWorker } from '../remote-cells.ts';

const REMEDY = 'Stop the study, and start it again with the same version of motifsmith everywhere.';
const hash = z.string().regex(/^[0-9a-f]{64}$/);

const offerSchema = z.object({
  /** Of the package whose bits are asked for. */
  version: z.string(),
  study: z.string(),
  dataset: z.string(),
  /** Whether the data are files, which a worker has to have. */
  needsData: z.boolean(),
});
/** What a queue asks of its workers. */
export type Offer = Infer<typeof offerSchema>;

const jobSchema = z.object({
  /** Hash of the task with its settings. */
  plan: hash,
  seed: z.int().min(0),
  fold: z.int().min(1).optional(),
  /** Of the data; null if they are not files. */
  fingerprint: z.string().nullable(),
});
/** The content of a job. */
export type JobData = Infer<typeof jobSchema>;

const outcomeSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('finished'), accuracy: z.number(), files: hash }),
  z.object({ type: z.literal('failed'), failure: failureSchema, files: hash.nullable() }),
]);
/** How a job ended; `files` is the hash of the list of its files. */
export type JobOutcome = Infer<typeof outcomeSchema>;

const count = z.number().min(0);
const progressSchema = z.object({
  stage: z.string(),
  stageIndex: count,
  stages: count,
  epoch: count,
  epochs: count,
  work: count,
  totalWork: count,
  loss: z.number().nullable(),
  accuracy: z.number().nullable(),
});

const decode = (text: string, where: string): unknown =>
  parseJson(new TextEncoder().encode(text), where);

export const readOffer = (text: string, where: string): Offer =>
  parse(offerSchema, decode(text, where), where, REMEDY);

export const readJobData = (value: unknown, where: string): JobData =>
  parse(jobSchema, value, where, REMEDY);

export const readOutcome = (value: unknown, where: string): JobOutcome =>
  parse(outcomeSchema, value, where, REMEDY);

/** @returns null for anything else: it is only shown */
export const readProgress = (value: unknown): Infer<typeof progressSchema> | null =>
  progressSchema.safeParse(value).data ?? null;

const planSchema = z.object({
  name: z.string(),
  task: taskSchema,
  config: z.record(z.string(), z.unknown()),
});

/** A plan as it is stored, and its hash. Where the client has its data is nobody's business. */
export function encodePlan(plan: Plan): { readonly hash: string; readonly text: string } {
  const { data } = plan.config;
  const config = 'path' in data ? { ...plan.config, data: { ...data, path: '.' } } : plan.config;
  const text = canonical({ ...plan, config });
  return { hash: sha256(text), text };
}

/** @throws MotifsmithError `artifact` if it is not the one with this hash, or not valid */
export function decodePlan(text: string | null, expected: string, where: string): Plan {
  if (text === null || sha256(text) !== expected) {
    throw new MotifsmithError('artifact', 'The settings of the cell are missing or damaged.', {
      where,
      remedy: REMEDY,
    });
  }
  const { config, ...rest } = parse(planSchema, decode(text, where), where, REMEDY);
  return { ...rest, config: checkConfig(config, [{ name: where, value: config }]) };
}

/** The hash of all that decides the results of a cell. */
export function cellIdentity(plan: Plan, fingerprint: string | null, version: string): string {
  const [member] = planMembers(plan);
  return sha256(canonical([version, memberIdentity(plan, member!, fingerprint ?? '')]));
}

/** What the store calls a worker. */
export const workerName = ({ host, pid }: RemoteWorker): string => `${host}, process ${pid}`;

/** @returns null for a name that is none of ours: it is only shown */
export function readWorkerName(name: string): RemoteWorker | null {
  const [, host, pid] = /^(.*), process ([1-9]\d{0,9})$/.exec(name) ?? [];
  return host === undefined ? null : { host, pid: Number(pid) };
}
