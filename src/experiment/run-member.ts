/** Takes one member of an experiment from wherever it is to its `summary.json`. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isFittedSystem } from '../baselines/names.ts';
import { offTarget } from '../baselines/reservoir/off-target.ts';
import { quietLiquid } from '../baselines/reservoir/quiet-liquid.ts';
import { MotifsmithError } from '../core/errors.ts';
import { readArtifact } from '../files/read.ts';
import { sha256 } from '../files/sha256.ts';
import { removeLeftovers } from '../files/temporary.ts';
import { writeJson, writeWhole } from '../files/write-atomic.ts';
import { writeArchitecture } from '../run/architecture-file.ts';
import { type CheckpointHeader, newestCheckpoint, removeIncomplete } from '../run/checkpoints.ts';
import { readFinished } from '../run/finished.ts';
import { memberIdentity } from '../run/identity.ts';
import type { FolderLock } from '../run/lock/lock.ts';
import { MetricsLog } from '../run/metrics-log.ts';
import type { Member, Plan } from '../run/schema/plan.ts';
import { RUN_FILES } from '../run/schema/run-files.ts';
import type { MemberSummary } from '../run/schema/summary.ts';
import { encodeBaseline, encodeWeights } from '../run/schema/weights-file.ts';
import { isBaselineModel } from '../run/stored-model.ts';
import { type DriveObserver, drive } from './drive.ts';
import { dataRecord } from './experiment-data.ts';
import { type MemberJob, openMemberJob, type RunContext, summarise } from './member-job.ts';

export interface MemberRun {
  readonly plan: Plan;
  readonly member: Member;
  /** An existing folder that holds `config.json`. */
  readonly folder: string;
  readonly context: RunContext;
  /** Version of the package that started the run. */
  readonly version: string;
  readonly signal: AbortSignal | undefined;
  readonly observer: DriveObserver & { warn?(warning: MotifsmithError): void };
  /** A new job, if the caller has made one already. */
  readonly fresh: MemberJob | null;
  /** On the folder of the run. */
  readonly lock: FolderLock;
}

/**
 * @returns the summary, or null if the signal stopped the run
 * @throws MotifsmithError of any kind; the folder can then be resumed from its last checkpoint
 */
export async function runMember(run: MemberRun): Promise<MemberSummary | null> {
  const { plan, member, folder, context } = run;
  await removeLeftovers(folder);
  const names = await readdir(folder);
  const checkpoints = join(folder, RUN_FILES.checkpoints);
  if (names.includes(RUN_FILES.checkpoints)) await removeIncomplete(checkpoints);
  if (names.includes(RUN_FILES.summary)) return readFinished(folder);
  const identity = memberIdentity(plan, member, context.data.dataset.fingerprint);
  const resumed = await newestCheckpoint(
    checkpoints,
    identity,
    join(folder, RUN_FILES.metrics),
    async ({ header, snapshot }) => ({
      header,
      opened: await openMemberJob(plan, member, context, snapshot),
    }),
    (damage) => run.observer.warn?.(damage),
  );
  const opened = resumed?.opened ?? run.fresh ?? (await openMemberJob(plan, member, context, null));
  try {
    return await advance(run, opened, identity, resumed?.header ?? BEGINNING);
  } finally {
    opened.job.dispose();
  }
}

const BEGINNING = { step: 0, metricsBytes: 0, seconds: {} };

async function advance(
  run: MemberRun,
  opened: MemberJob,
  identity: string,
  { step, metricsBytes, seconds: before }: Pick<CheckpointHeader, keyof typeof BEGINNING>,
): Promise<MemberSummary | null> {
  const { plan, folder, signal, observer, lock } = run;
  const architectureFile = join(folder, RUN_FILES.architecture);
  const log = await MetricsLog.open(join(folder, RUN_FILES.metrics), metricsBytes, lock);
  try {
    if (opened.kind === 'train') {
      await writeArchitecture(architectureFile, opened.job.model().architecture);
    } else if (opened.kind === 'baseline' && opened.job.architecture !== null) {
      await writeJson(architectureFile, opened.job.architecture);
    }
    const { finished, seconds } = await drive(opened.job, {
      folder,
      identity,
      log,
      lock,
      step,
      seconds: before,
      checkpointEveryEpochs: plan.config.checkpointEveryEpochs,
      signal,
      observer,
      onEvent: async (event) => {
        const off = event.event === 'calibrated' ? offTarget(event) : null;
        if (off) observer.warn?.(off);
        if (event.event === 'recorded' && isFittedSystem(run.member.method)) {
          const warning = quietLiquid(event, run.member.method);
          if (warning) observer.warn?.(warning);
        }
        if (event.event !== 'architecture') return;
        await writeArchitecture(architectureFile, event.architecture);
      },
    });
    return finished ? await conclude(run, opened, seconds, log.sha256) : null;
  } finally {
    await log.close();
  }
}

/** Writes what a finished job made; the summary comes last and says that all is there. */
async function conclude(
  { member, folder, context, version, lock }: MemberRun,
  opened: MemberJob,
  seconds: Readonly<Record<string, number>>,
  recordSha256: string,
): Promise<MemberSummary> {
  const model = opened.job.model();
  if (model === null) throw new MotifsmithError('internal', 'a finished job has no network');
  await lock.requireOwn();
  const architecture = join(folder, RUN_FILES.architecture);
  await writeJson(architecture, model.architecture);
  const weights = isBaselineModel(model) ? encodeBaseline(model) : encodeWeights(model);
  await writeWhole(join(folder, RUN_FILES.weights), weights);
  const about = { version, engine: context.engine, data: dataRecord(context.data) };
  const files = {
    [RUN_FILES.metrics]: recordSha256,
    [RUN_FILES.architecture]: sha256(await readArtifact(architecture, 'architecture')),
  };
  const summary = { ...summarise(opened, member, about, sha256(weights), seconds), files };
  await writeJson(join(folder, RUN_FILES.summary), summary);
  return summary;
}
