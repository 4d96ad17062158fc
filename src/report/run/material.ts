/** Reads all that a report says of a run from its folder; damage is found before anything is drawn. */
import { basename, join, resolve } from 'node:path';
import type { Analysis } from '../../analysis/analysis.ts';
import type { BaselineArchitecture } from '../../baselines/architecture-schema.ts';
import type { BaselineModel } from '../../baselines/system.ts';
import { exists } from '../../files/read.ts';
import type { Architecture } from '../../model/architecture-schema.ts';
import { readAnalysis } from '../../run/analysis-file.ts';
import { isBaseline, readStoredArchitecture } from '../../run/architecture-file.ts';
import { readFinished } from '../../run/finished.ts';
import { chooseMember, storedMembers } from '../../run/members.ts';
import { type RunRecord, readRunRecord } from '../../run/run-record.ts';
import type { Member } from '../../run/schema/plan.ts';
import { RUN_FILES } from '../../run/schema/run-files.ts';
import type { MemberSummary } from '../../run/schema/summary.ts';
import { readStored } from '../../run/stored-model.ts';
import type { TrainedModel } from '../../training/network.ts';
import { runLabel, runMethodLabel } from '../../view/method-names.ts';
import { type History, readHistory } from './history.ts';

/** The files of a member; null for those that it has not written yet. */
export interface MemberMaterial {
  readonly member: Member;
  /** What its method is called. */
  readonly label: string;
  /** Relative to the run directory; `.` for a run without members. */
  readonly folder: string;
  readonly history: History;
  readonly summary: MemberSummary | null;
  readonly architecture: Architecture | null;
  /** The shape of a system of others, which has no architecture of motifs. */
  readonly system: BaselineArchitecture | null;
  readonly analysis: Analysis | null;
}

export interface RunMaterial {
  readonly directory: string;
  /** Name of the folder. */
  readonly folderName: string;
  readonly record: RunRecord;
  readonly members: readonly MemberMaterial[];
  /** The member that is shown closely, and its network once it is trained. */
  readonly detail: MemberMaterial;
  readonly model: TrainedModel | BaselineModel | null;
}

async function readMember(
  directory: string,
  { member, folder }: { readonly member: Member; readonly folder: string },
  strategy: string,
): Promise<MemberMaterial> {
  const path = join(directory, folder);
  const has = (file: string) => exists(join(path, file));
  const summary = (await has(RUN_FILES.summary)) ? await readFinished(path) : null;
  const stored = (await has(RUN_FILES.architecture))
    ? await readStoredArchitecture(join(path, RUN_FILES.architecture))
    : null;
  const isSystem = stored !== null && isBaseline(stored);
  return {
    member,
    label: runMethodLabel({ method: member.method, strategy }),
    folder,
    history: await readHistory(path, summary !== null),
    summary,
    architecture: isSystem ? null : stored,
    system: isSystem ? stored : null,
    analysis: await readAnalysis(path),
  };
}

/**
 * Reads a run, finished or not.
 * @param detail folder of the member to show closely; null for the one that `chooseMember` picks
 * @throws MotifsmithError `artifact` if a file is missing or damaged, `usage` if there is no such member
 */
export async function readRunMaterial(
  directory: string,
  detail: string | null,
): Promise<RunMaterial> {
  const record = await readRunRecord(directory);
  const { folder: chosen } = chooseMember(record, detail, '--member');
  const members: MemberMaterial[] = [];
  const { strategy } = record.plan.config.search;
  for (const stored of storedMembers(record)) {
    members.push(await readMember(directory, stored, strategy));
  }
  const shown = members.find(({ folder }) => folder === chosen)!;
  return {
    directory,
    folderName: basename(resolve(directory)),
    record,
    members,
    detail: shown,
    model: shown.summary === null ? null : (await readStored(join(directory, chosen))).model,
  };
}

/** `HRMAS, seed 3` */
export const memberName = ({ member, label }: Pick<MemberMaterial, 'member' | 'label'>): string =>
  runLabel(label, member.seed);
