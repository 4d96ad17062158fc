/** What a check says: one line, and how to mend what is wrong. */
import { z } from 'zod';
import type { Infer } from '../core/schema.ts';

/** `warning`: something works worse than it could, or not everything; `problem`: something does not work. */
const STATES = ['ok', 'warning', 'problem'] as const;
export type State = (typeof STATES)[number];

const checkSchema = z.object({
  /** Does not change between versions. */
  id: z.string(),
  group: z.string(),
  /** What was looked at. */
  subject: z.string(),
  state: z.enum(STATES),
  /** What was found. */
  finding: z.string(),
  /** What to do; null if all is well. */
  remedy: z.string().nullable(),
});

/** The document of `motifsmith doctor --json`. */
export const doctorSchema = z.object({
  format: z.literal('motifsmith-doctor'),
  formatVersion: z.literal(1),
  /** Of Motifsmith. */
  version: z.string(),
  /** Operating system and processor, e.g. `linux x64`. */
  platform: z.string(),
  /** Whether there is no problem; warnings do not count. */
  healthy: z.boolean(),
  checks: z.array(checkSchema),
});

export type DoctorReport = Infer<typeof doctorSchema>;
export type CheckResult = DoctorReport['checks'][number];

export type Finding = Pick<CheckResult, 'state' | 'finding' | 'remedy'>;

export const ok = (finding: string): Finding => ({ state: 'ok', finding, remedy: null });
export const warning = (finding: string, remedy: string): Finding => ({
  state: 'warning',
  finding,
  remedy,
});
export const problem = (finding: string, remedy: string): Finding => ({
  state: 'problem',
  finding,
  remedy,
});
