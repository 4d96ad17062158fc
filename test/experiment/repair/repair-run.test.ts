/** Every file of a run, damaged in every way: after the repair all bytes are those of an undisturbed run. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { analyseMember } from '../../../src/experiment/analyse-member.ts';
import { repairRun } from '../../../src/experiment/repair/repair-run.ts';
import {
  openRunData,
  resumeExperiment,
  startExperiment,
} from '../../../src/experiment/run-experiment.ts';
import { readRunRecord } from '../../../src/run/run-record.ts';
import { differences } from '../../crash/compare.ts';
import { expectFailure } from '../../data/helpers.ts';
import { temporaryFolder, tinyPlan } from '../tiny.ts';

const root = temporaryFolder();
const finished = join(root, 'finished');
const interrupted = join(root, 'interrupted');
const resume = { command: 'search', config: null } as const;
const options = { dryRun: false, dataPath: null };
const CHECKPOINTS = 'checkpoints';

beforeAll(async () => {
  const plan = await tinyPlan(root, ['checkpointEveryEpochs=1']);
  let steps = 0;
  await startExperiment(plan, finished, { observer: { progress: () => steps++ } });
  const record = await readRunRecord(finished);
  const data = await openRunData(record, null, finished);
  await analyseMember({ plan: record.plan, folder: finished, data });
  data.dataset.close();
  const stop = new AbortController();
  let done = 0;
  const observer = {
    progress: () => {
      done += 1;
      if (done === Math.floor(steps * 0.8)) stop.abort();
    },
  };
  await startExperiment(plan, interrupted, { observer, signal: stop.signal }).catch(() => {});
});

const middle = (bytes: Buffer) => Math.floor(bytes.length / 2);
const DAMAGES: Record<string, (bytes: Buffer) => Buffer | null> = {
  'a hole of NUL bytes': (bytes) => bytes.fill(0, middle(bytes), middle(bytes) + 5),
  'a changed byte': (bytes) => {
    bytes[middle(bytes)]! ^= 1;
    return bytes;
  },
  'cut short': (bytes) => bytes.subarray(0, middle(bytes)),
  removed: () => null,
};

let copies = 0;
function damaged(folder: string, file: string, damage: (bytes: Buffer) => Buffer | null): string {
  const copy = join(root, `copy-${copies++}`);
  cpSync(folder, copy, { recursive: true });
  const path = join(copy, file);
  const bytes = damage(readFileSync(path));
  if (bytes === null) rmSync(path);
  else writeFileSync(path, bytes);
  return copy;
}

/** What differs from the undisturbed run, apart from what was set aside and an analysis that nobody made. */
function remaining(folder: string): string[] {
  if (!existsSync(join(folder, 'analysis.json'))) {
    cpSync(join(finished, 'analysis.json'), join(folder, 'analysis.json'));
  }
  return differences(finished, folder).filter(
    (text) => !/\.(damaged|before-repair)-1 is/.test(text),
  );
}

describe.each(Object.entries(DAMAGES))('%s', (name, damage) => {
  const missing = name === 'removed';

  test('in a finished run', async () => {
    const files = ['metrics.jsonl', 'architecture.json', 'weights.safetensors'];
    if (!missing) files.push('analysis.json');
    // A changed digit of its figures cannot be seen.
    if (!missing && name !== 'a changed byte') files.push('summary.json');
    for (const step of readdirSync(join(finished, CHECKPOINTS)).slice(-4)) {
      if (!missing || step.endsWith('.safetensors')) files.push(join(CHECKPOINTS, step));
    }
    for (const file of files) {
      const copy = damaged(finished, file, damage);
      const looked = await repairRun(copy, { ...options, dryRun: true });
      // A digit of a figure of the analysis may change: it can be made again at any time.
      if (file === 'analysis.json' && looked.findings.length === 0) continue;
      expect(looked.findings, file).not.toEqual([]);
      expect(looked.repaired).toBe(false);
      const report = await repairRun(copy, options);
      expect(report.findings).toEqual(looked.findings);
      expect(report.repaired).toBe(true);
      expect(remaining(copy), file).toEqual([]);
      if (!missing) expect(report.setAside, file).toContain(`${file}.damaged-1`);
      expect((await repairRun(copy, options)).findings).toEqual([]);
    }
  });

  test('in an interrupted run, which is then resumed', async () => {
    const files = ['metrics.jsonl'];
    for (const step of readdirSync(join(interrupted, CHECKPOINTS))) {
      // Without its header, there is no checkpoint.
      if (!missing || step.endsWith('.safetensors')) files.push(join(CHECKPOINTS, step));
    }
    for (const file of files) {
      const copy = damaged(interrupted, file, damage);
      const report = await repairRun(copy, options);
      expect(report.findings, file).not.toEqual([]);
      expect((await repairRun(copy, options)).findings).toEqual([]);
      await resumeExperiment(copy, null, resume);
      expect(remaining(copy), file).toEqual([]);
    }
  });
});

test('a sound run is left alone', async () => {
  const before = readdirSync(finished);
  const report = await repairRun(finished, options);
  expect(report.findings).toEqual([]);
  expect(report.setAside).toEqual([]);
  expect(readdirSync(finished)).toEqual(before);
});

test('several files at once, from the start if no checkpoint is sound', async () => {
  const copy = damaged(finished, 'metrics.jsonl', (bytes) => bytes.fill(0, 0, 20));
  writeFileSync(join(copy, 'weights.safetensors'), '');
  const { setAside } = await repairRun(copy, options);
  expect(setAside).toContain('metrics.jsonl.damaged-1');
  expect(setAside).toContain('summary.json.before-repair-1');
  expect(remaining(copy)).toEqual([]);
});

test('without its data nothing is changed', async () => {
  const copy = damaged(finished, 'weights.safetensors', () => Buffer.alloc(0));
  const before = readdirSync(copy);
  const gone = { ...options, dataPath: join(root, 'nowhere.npz') };
  await expectFailure(() => repairRun(copy, gone), 'data', /./, /nowhere/);
  expect(readdirSync(copy)).toEqual(before);
});

test('a resumed run goes back to the last checkpoint whose record is sound, and says so', async () => {
  const record = readFileSync(join(interrupted, 'metrics.jsonl'), 'utf8').split('\n');
  const at = record.length - 3;
  const swapped = [...record];
  [swapped[at], swapped[at - 1]] = [swapped[at - 1]!, swapped[at]!];
  const copy = damaged(interrupted, 'metrics.jsonl', () => Buffer.from(swapped.join('\n')));
  const warnings: string[] = [];
  const observer = { warn: ({ where }: { where?: string | undefined }) => warnings.push(where!) };
  await resumeExperiment(copy, null, resume, { observer });
  expect(warnings).toEqual([expect.stringMatching(/metrics\.jsonl: SHA-256/)]);
  expect(remaining(copy)).toEqual([]);
});

test('a group: a member is computed again, and the summary of all', async () => {
  const home = join(root, 'group');
  mkdirSync(home);
  const plan = await tinyPlan(home, ['compare=[random]']);
  const whole = join(home, 'whole');
  await startExperiment(plan, whole);
  const left = (copy: string) =>
    differences(whole, copy).filter((text) => !/\.(damaged|before-repair)-1 is/.test(text));
  for (const file of ['seed-1-random/metrics.jsonl', 'seed-1/config.json', 'summary.json']) {
    const copy = damaged(whole, file, (bytes) => bytes.fill(0, 40, 60));
    const report = await repairRun(copy, options);
    expect(report.findings.map((one) => one.file)).toContain(file);
    expect(left(copy), file).toEqual([]);
    expect(existsSync(join(copy, `${file}.damaged-1`))).toBe(true);
  }
});
