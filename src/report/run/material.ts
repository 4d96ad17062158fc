/** Reads all that a report says of a run from its folder, and checks it before anything is drawn. */
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import type { Analysis } from '../../analysis/analysis.ts';
import { MotifsmithError } from '../../core/errors.ts';
import { exists } from '../../files/read.ts';
import type { Architecture } from '../../model/architecture-schema.ts';
import { readAnalysis } from '../../run/analysis-file.ts';
import { readArchitecture } from '../../run/architecture-file.ts';
import { storedMembers } from '../../run/members.ts';
import { type Member, primaryMethod } from '../../run/plan.ts';
import { RUN_FILES } from '../../run/run-files.ts';
import { type RunRecord, readRunRecord } from '../../run/run-record.ts';
import { readStoredModel } from '../../run/stored-model.ts';
import { type MemberSummary, readMemberSummary } from '../../run/summary.ts';
import type { TrainedModel } from '../../training/network.ts';
import { runLabel, runMethodLabel } from '../../view/names.ts';
import { type History, readHistory } from './history.ts';

/** What a member left. Null for what it has not come to yet. */
export interface MemberMaterial {
  readonly member: Member;
  /** What its method is called. */
  readonly label: string;
  /** Relative to the run directory; `.` for a run without members. */
  readonly folder: string;
  readonly history: History;
  readonly summary: MemberSummary | null;
  readonly architecture: Architecture | null;
  readonly analysis: Analysis | null;
}

export interface RunMaterial {
  readonly directory: string;
  /** Name of the folder. */
  readonly folderName: string;
  readonly record: RunRecord;
  readonly members: readonly MemberMaterial[];
  /** The member that is looked at closely, and its network once it is trained. */
  readonly detail: MemberMaterial;
  readonly model: TrainedModel | null;
}

const counts = z.object({ exc: z.int().min(0), inh: z.int().min(0), none: z.int().min(0) });
/** What a report computes with, beyond what every reader of summaries checks. */
const drawnSummary = z.looseObject({
  method: z.string(),
  version: z.string(),
  engine: z.string(),
  census: z.looseObject({
    motifs: z.array(
      z.looseObject({
        layer: z.int().min(0),
        motifSize: z.int().min(1),
        motifs: z.int().min(1),
        intra: counts,
        inter: counts,
        total: counts,
      }),
    ),
    feedforward: z.int().min(0),
    recurrent: z.int().min(0),
  }),
  test: z.looseObject({
    confusion: z.array(z.array(z.number().min(0))).min(1),
    firingRates: z.array(z.number()),
  }),
});

/** @throws MotifsmithError `artifact` if it is damaged */
async function readSummary(folder: string): Promise<MemberSummary> {
  const summary = await readMemberSummary(folder);
  const parsed = drawnSummary.safeParse(summary);
  const issue = parsed.success ? null : parsed.error.issues[0]!;
  const { confusion } = parsed.data?.test ?? { confusion: [] };
  const square = confusion.every((row) => row.length === confusion.length);
  if (issue === null && square) return summary;
  throw new MotifsmithError(
    'artifact',
    `The summary is not valid: ${issue?.message ?? 'the confusion matrix is not square'}.`,
    {
      where: `${join(folder, RUN_FILES.summary)}, field ${issue?.path.join('.') ?? 'test.confusion'}`,
      remedy: 'Restore the file, or delete it and resume the run, which writes it again.',
    },
  );
}

async function readMember(
  directory: string,
  { member, folder }: { readonly member: Member; readonly folder: string },
  strategy: string,
): Promise<MemberMaterial> {
  const path = join(directory, folder);
  const has = (file: string) => exists(join(path, file));
  return {
    member,
    label: runMethodLabel({ method: member.method, strategy }),
    folder,
    history: await readHistory(path),
    summary: (await has(RUN_FILES.summary)) ? await readSummary(path) : null,
    architecture: (await has(RUN_FILES.architecture))
      ? await readArchitecture(join(path, RUN_FILES.architecture))
      : null,
    analysis: await readAnalysis(path),
  };
}

/**
 * The member that is looked at closely: the one that is named, or else the first of the method that
 * was asked for. Not the best one: a reader should see what is usual.
 */
function chooseDetail(
  record: RunRecord,
  members: readonly MemberMaterial[],
  name: string | null,
): MemberMaterial {
  if (name !== null) {
    const named = members.find(({ folder }) => folder === name);
    if (named !== undefined) return named;
    throw new MotifsmithError('usage', `The run has no member ${JSON.stringify(name)}.`, {
      where: '--member',
      remedy:
        members[0]!.folder === '.'
          ? 'Leave --member out.'
          : `Use one of ${members.map(({ folder }) => folder).join(', ')}.`,
    });
  }
  const asked = primaryMethod(record.plan.task);
  const own = members.filter(({ member }) => member.method === asked);
  return own.find(({ summary }) => summary !== null) ?? own[0] ?? members[0]!;
}

/**
 * Reads a run, finished or not.
 * @param detail folder of the member to look at closely; null for the first
 * @throws MotifsmithError `artifact` if a file is missing or damaged, `usage` if there is no such member
 */
export async function readRunMaterial(
  directory: string,
  detail: string | null,
): Promise<RunMaterial> {
  const record = await readRunRecord(directory);
  const members: MemberMaterial[] = [];
  const { strategy } = record.plan.config.search;
  for (const stored of storedMembers(record)) {
    members.push(await readMember(directory, stored, strategy));
  }
  const chosen = chooseDetail(record, members, detail);
  const folder = join(directory, chosen.folder);
  return {
    directory,
    folderName: basename(resolve(directory)),
    record,
    members,
    detail: chosen,
    model: chosen.summary === null ? null : (await readStoredModel(folder)).model,
  };
}

/** `HRMAS, seed 3` */
export const memberName = ({ member, label }: Pick<MemberMaterial, 'member' | 'label'>): string =>
  runLabel(label, member.seed);
