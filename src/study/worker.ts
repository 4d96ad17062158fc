/**
 * The process of one run of a study: starts or resumes it and carries it through to its analysis. Forked by
 * `fork.ts`. It ends when the study's process ends for any reason, because their channel closes then.
 */
import { join } from 'node:path';
import { MotifsmithError } from '../core/errors.ts';
import { adjustLimits, LIMITS_VARIABLE } from '../core/limits.ts';
import { analyseMember } from '../experiment/analyse-member.ts';
import { openData } from '../experiment/experiment-data.ts';
import {
  type ExperimentObserver,
  openRunData,
  resumeExperiment,
  startExperiment,
} from '../experiment/run-experiment.ts';
import { ensureFolder } from '../files/folders.ts';
import { exists } from '../files/read.ts';
import { removeLeftovers } from '../files/temporary.ts';
import { FolderBusy } from '../run/lock/busy.ts';
import { lockFolder } from '../run/lock/lock.ts';
import { readRunRecord } from '../run/run-record.ts';
import type { Plan } from '../run/schema/plan.ts';
import { RUN_FILES } from '../run/schema/run-files.ts';
import { CostMeter } from './cost.ts';
import { describeFailure, forgetFailure } from './failures.ts';
import type { CellJob, FromWorker, ToWorker } from './messages.ts';

/** Milliseconds between two reports of progress. */
const REPORT_MS = 250;

const stop = new AbortController();

function send(message: FromWorker): Promise<void> {
  return new Promise((done) => {
    if (process.send === undefined) done();
    else process.send(message, () => done());
  });
}

function warn(warning: MotifsmithError): void {
  void send({ type: 'warning', failure: describeFailure(warning) });
}

async function work(job: CellJob): Promise<number> {
  const { folder, plan } = job;
  adjustLimits(process.env[LIMITS_VARIABLE] ?? '');
  await ensureFolder(folder);
  // Nothing is touched while another process is at work here.
  await (await lockFolder(folder, { signal: stop.signal, onWait: warn })).release();
  await forgetFailure(folder);
  const { data } = plan.config;
  if (job.fingerprint) await requireData(data, job.fingerprint);
  const meter = await CostMeter.open(folder, warn);
  let reported = 0;
  let saving: Promise<void> = Promise.resolve();
  const observer: ExperimentObserver = {
    progress: (progress) => {
      if (performance.now() - reported < REPORT_MS) return;
      reported = performance.now();
      void send({ type: 'progress', progress });
    },
    checkpoint: () => {
      saving = saving.then(() => meter.save()).then(() => send({ type: 'checkpoint' }));
      // A failure surfaces below, where it is awaited.
      saving.catch(() => {});
    },
    warn,
    waiting: warn,
  };
  const options = { signal: stop.signal, observer, threads: job.threads ?? 1 };
  const started = await exists(join(folder, RUN_FILES.config));
  await removeLeftovers(folder);
  const path = 'path' in data ? data.path : null;
  const expected = { command: plan.task.command, config: null };
  const report = await (started
    ? resumeExperiment(folder, path, expected, options)
    : startExperiment(plan, folder, options)
  ).finally(() => saving.catch(() => {}));
  await saving;
  await analyse(folder, path);
  await meter.save();
  return report.members[0]!.test.accuracy;
}

/** @throws MotifsmithError `data` if they cannot be read or are others */
async function requireData(data: Plan['config']['data'], fingerprint: string): Promise<void> {
  const { dataset } = await openData(data, { signal: stop.signal });
  dataset.close();
  if (dataset.fingerprint === fingerprint) return;
  throw new MotifsmithError('data', 'The data are not those that the study is done with.', {
    where: `${'path' in data ? data.path : data.source}: ${dataset.fingerprint}, not ${fingerprint}`,
  });
}

async function analyse(folder: string, dataPath: string | null): Promise<void> {
  const record = await readRunRecord(folder);
  const data = await openRunData(record, dataPath, folder, { signal: stop.signal });
  try {
    await analyseMember({ plan: record.plan, folder, data, signal: stop.signal });
  } finally {
    data.dataset.close();
  }
}

async function run(job: CellJob): Promise<void> {
  let last: FromWorker;
  try {
    last = { type: 'finished', accuracy: await work(job) };
  } catch (error) {
    const stopped = error instanceof MotifsmithError && error.kind === 'interrupted';
    const busy = error instanceof FolderBusy;
    last = stopped
      ? { type: 'stopped' }
      : { type: busy ? 'busy' : 'failed', failure: describeFailure(error) };
  }
  await send(last);
  process.exit(0);
}

// The terminal, `timeout`, a batch system and a session that ends send their signals to all processes at once; the
// study decides what its own do.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1'] as const) process.on(name, () => {});
process.on('disconnect', () => process.exit(1));
process.on('message', (message: ToWorker) => {
  if (message.type === 'stop') stop.abort();
  else void run(message.job);
});
await send({ type: 'ready' });
