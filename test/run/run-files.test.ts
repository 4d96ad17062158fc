/** The files of a run: whole or absent, never another run's, and honest about damage. */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MotifsmithError } from '../../src/core/errors.ts';
import { sha256 } from '../../src/files/sha256.ts';
import { removeLeftovers, temporaryName } from '../../src/files/temporary.ts';
import { writeJson } from '../../src/files/write-atomic.ts';
import { encodeSafetensors } from '../../src/formats/safetensors.ts';
import {
  checkpointSteps,
  newestCheckpoint,
  removeIncomplete,
  saveCheckpoint,
} from '../../src/run/checkpoints.ts';
import { lockFolder } from '../../src/run/lock/lock.ts';
import { MetricsLog } from '../../src/run/metrics-log.ts';
import {
  claimRunFolder,
  createRunFolder,
  newestUnfinished,
  newestUnfinishedIn,
} from '../../src/run/run-directory.ts';
import { readRunRecord } from '../../src/run/run-record.ts';
import { expectFailure } from '../data/helpers.ts';
import { temporaryFolder, tinyPlan } from '../experiment/tiny.ts';
import { epoch } from './events.ts';
import { NO_LOCK } from './no-lock.ts';

const root = temporaryFolder();
let folders = 0;
function newFolder(): string {
  const folder = join(root, String(folders++));
  mkdirSync(folder);
  return folder;
}

describe('run folders', () => {
  test('each run has its own, numbered after the last', async () => {
    const plan = await tinyPlan(newFolder());
    const first = await createRunFolder(plan);
    expect(first).toMatch(/tiny-1-1$/);
    expect(await createRunFolder(plan)).toMatch(/tiny-1-2$/);
    mkdirSync(join(plan.config.output, 'tiny-1-41'));
    expect(await createRunFolder(plan)).toMatch(/tiny-1-42$/);
  });

  test('folders of runs that were killed before they had a record are removed, an hour later', async () => {
    const plan = await tinyPlan(newFolder());
    const made = await Promise.all(Array.from({ length: 4 }, () => createRunFolder(plan)));
    const [empty, begun, locked, recorded] = made.sort() as [string, string, string, string];
    // No process has this number: it is above the largest that Linux and macOS give.
    writeFileSync(join(begun, 'lock'), JSON.stringify({ pid: 4194999, host: hostname() }));
    writeFileSync(join(begun, 'config.json.0123456789ab.tmp'), '{');
    const lock = await lockFolder(locked);
    writeFileSync(join(recorded, 'config.json'), '{}');
    const names = () => readdirSync(plan.config.output).sort();
    await createRunFolder(plan);
    expect(names()).toHaveLength(5);
    const old = Date.now() / 1000 - 2 * 3600;
    for (const folder of made) utimesSync(folder, old, old);
    await createRunFolder(plan);
    expect(names().map((name) => join(plan.config.output, name))).toEqual([
      ...[locked, recorded],
      ...[5, 6].map((n) => join(plan.config.output, `tiny-1-${n}`)),
    ]);
    expect([existsSync(empty), existsSync(begun)]).toEqual([false, false]);
    await lock.release();
  });

  test('runs that begin at the same time do not meet', async () => {
    const plan = await tinyPlan(newFolder());
    const made = await Promise.all(Array.from({ length: 8 }, () => createRunFolder(plan)));
    expect(new Set(made).size).toBe(8);
  });

  test('a named folder must be new or empty', async () => {
    const folder = newFolder();
    await claimRunFolder(join(folder, 'new'));
    await claimRunFolder(join(folder, 'new'));
    writeFileSync(join(folder, 'new', 'anything'), '');
    await expectFailure(() => claimRunFolder(join(folder, 'new')), 'usage', /not empty/, /new/);
  });

  test('a run that was killed before its record was complete can be started again', async () => {
    const folder = newFolder();
    const growing = await temporaryName(join(folder, 'config.json'));
    // No process has this number: it is above the largest that Linux and macOS give.
    writeFileSync(growing.replace(`-${process.pid}-`, '-4194999-'), '{');
    await claimRunFolder(folder);
    expect(readdirSync(folder)).toEqual([]);
    writeFileSync(growing, '{');
    await expectFailure(() => claimRunFolder(folder), 'usage', /not empty/, /./);
  });

  test('the newest unfinished one is found', async () => {
    const plan = await tinyPlan(newFolder());
    await expectFailure(() => newestUnfinished(plan), 'artifact', /no unfinished run/, /runs/);
    const [a, b] = [await createRunFolder(plan), await createRunFolder(plan)];
    for (const folder of [a, b]) writeFileSync(join(folder, 'config.json'), '{}');
    expect(await newestUnfinished(plan)).toBe(b);
    writeFileSync(join(b, 'summary.json'), '{}');
    expect(await newestUnfinished(plan)).toBe(a);
  });

  test('the unfinished one that was started last is found, whatever it is called', async () => {
    const folder = newFolder();
    await expectFailure(() => newestUnfinishedIn(folder), 'artifact', /no unfinished run/, /./);
    const begin = (name: string, seconds: number) => {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'config.json'), '{}');
      utimesSync(join(folder, name, 'config.json'), seconds, seconds);
      return join(folder, name);
    };
    const [first, last] = [begin('z', 1000), begin('a', 2000)];
    writeFileSync(join(begin('finished', 3000), 'summary.json'), '{}');
    writeFileSync(join(folder, 'file'), '');
    mkdirSync(join(folder, 'empty'));
    expect(await newestUnfinishedIn(folder)).toBe(last);
    const lock = await lockFolder(last);
    expect(await newestUnfinishedIn(folder)).toBe(first);
    await lock.release();
  });
});

describe('refusals of the operating system', () => {
  test('a folder below a file, and one in a file system that takes none', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'file'), '');
    const below = join(folder, 'file', 'run');
    await expectFailure(() => claimRunFolder(below), 'inputOutput', /Cannot write/, /run/);
    await expectFailure(() => claimRunFolder('/proc/run'), 'inputOutput', /Cannot write/, /proc/);
  });

  test.skipIf(process.getuid?.() === 0)('a folder without permission', async () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'locked'), { mode: 0o500 });
    const inside = join(folder, 'locked', 'run');
    await expectFailure(() => claimRunFolder(inside), 'inputOutput', /permission/, /locked/);
  });

  test.skipIf(!existsSync('/dev/full'))('a full disk', async () => {
    const path = join(newFolder(), 'metrics.jsonl');
    symlinkSync('/dev/full', path);
    const log = await MetricsLog.open(path, 0, NO_LOCK);
    await expectFailure(() => log.append([epoch]), 'inputOutput', /full/, /metrics/);
    await log.close();
  });

  test('a failed write leaves the old file and no other', async () => {
    const folder = newFolder();
    const path = join(folder, 'a.json');
    await writeJson(path, 1);
    mkdirSync(join(folder, 'b.json'));
    await expectFailure(() => writeJson(join(folder, 'b.json'), 2), 'inputOutput', /Cannot/, /b/);
    expect(readdirSync(folder).sort()).toEqual(['a.json', 'b.json']);
    expect(readFileSync(path, 'utf8')).toBe('1\n');
  });

  test('what a killed writer left is cleared away', async () => {
    const folder = newFolder();
    for (const name of ['summary.json', 'summary.json.123', 'x.safetensors.9', 'lock', 'a.1']) {
      writeFileSync(join(folder, name), '');
    }
    await removeLeftovers(folder);
    expect(readdirSync(folder).sort()).toEqual(['a.1', 'lock', 'summary.json']);
  });
});

describe('metrics.jsonl', () => {
  test('goes on from the length that a checkpoint noted', async () => {
    const path = join(newFolder(), 'metrics.jsonl');
    const log = await MetricsLog.open(path, 0, NO_LOCK);
    await log.append([{ ...epoch, loss: 1 }]);
    const kept = log.bytes;
    await log.append([{ ...epoch, loss: 2 }]);
    await log.close();
    appendFileSync(path, '{"event":"cut in the mid');
    const resumed = await MetricsLog.open(path, kept, NO_LOCK);
    await resumed.append([{ ...epoch, loss: 3 }]);
    await resumed.close();
    expect(readFileSync(path, 'utf8')).toBe(
      [1, 3].map((loss) => `${JSON.stringify({ ...epoch, loss })}\n`).join(''),
    );
    await expectFailure(
      () => MetricsLog.open(path, 999, NO_LOCK),
      'artifact',
      /of 999 bytes/,
      /metrics/,
    );
  });

  test('nothing is appended where another program has written', async () => {
    const path = join(newFolder(), 'metrics.jsonl');
    const log = await MetricsLog.open(path, 0, NO_LOCK);
    await log.append([epoch]);
    const whole = readFileSync(path, 'utf8');
    for (const text of [`${whole}more`, whole.slice(0, 5)]) {
      writeFileSync(path, text);
      await expectFailure(
        () => log.append([epoch]),
        'artifact',
        /nothing more is written/,
        /metrics/,
      );
      expect(readFileSync(path, 'utf8')).toBe(text);
    }
    await log.close();
  });

  test('a figure that is not finite stops the run', async () => {
    const log = await MetricsLog.open(join(newFolder(), 'metrics.jsonl'), 0, NO_LOCK);
    const event = { ...epoch, loss: Number.NaN };
    await expectFailure(() => log.append([event]), 'numerical', /"loss" is NaN/, /metrics/);
    await log.close();
  });
});

describe('checkpoints', () => {
  const changed = (old: Buffer, from: string, to: string) => {
    expect(old.toString()).toContain(from);
    return Buffer.from(old.toString().replaceAll(from, to));
  };
  const RECORD = Buffer.from('0123456789'.repeat(10));
  test('tensors without a header, saved or removed by halves, are cleared away', async () => {
    const folder = newFolder();
    await saveCheckpoint(folder, header(3), snapshot(3));
    const whole = readdirSync(folder);
    writeFileSync(join(folder, '00000004.safetensors'), 'part');
    await removeIncomplete(folder);
    expect(readdirSync(folder)).toEqual(whole);
  });

  const snapshot = (value: number) => ({
    state: { k: value },
    tensors: { w: { shape: [2], data: Float32Array.of(value, 1) } },
  });
  const header = (step: number, stageEnd = false) => ({
    step,
    identity: 'this run',
    metricsBytes: 10 * step,
    metricsSha256: sha256(RECORD.subarray(0, 10 * step)),
    stage: 'types',
    epoch: step,
    stageEnd,
    seconds: { types: 1.5 },
  });
  const newest = async (
    folder: string,
    warnings: MotifsmithError[] = [],
    bytes = RECORD.length,
  ) => {
    const record = `${folder}.jsonl`;
    writeFileSync(record, RECORD.subarray(0, bytes));
    const warn = (warning: MotifsmithError) => void warnings.push(warning);
    return newestCheckpoint(folder, 'this run', record, (one) => Promise.resolve(one), warn);
  };

  test('the last two stay, and the ends of stages', async () => {
    const folder = newFolder();
    for (let step = 1; step <= 6; step++) {
      await saveCheckpoint(folder, header(step, step === 2), snapshot(step));
    }
    expect(await checkpointSteps(folder)).toEqual([2, 5, 6]);
    expect(readdirSync(folder)).toHaveLength(6);
    const found = await newest(folder);
    expect(found?.header).toEqual(header(6));
    expect(found?.snapshot).toEqual(snapshot(6));
  });

  test('none yet', async () => {
    expect(await newest(join(root, 'nowhere'))).toBeNull();
    const folder = newFolder();
    writeFileSync(join(folder, '00000003.safetensors'), 'a kill before the commit');
    expect(await newest(folder)).toBeNull();
  });

  test.each([
    ['damaged tensors', '00000004.safetensors', (old: Buffer) => old.fill(7, old.length - 2)],
    ['truncated tensors', '00000004.safetensors', (old: Buffer) => old.subarray(0, 30)],
    ['broken JSON', '00000004.json', (old: Buffer) => old.subarray(0, 30)],
    ['JSON without a field', '00000004.json', () => Buffer.from('{"step":4}')],
    ['another figure', '00000004.json', (old: Buffer) => changed(old, '"k": 4', '"k": 5')],
    [
      'another name of the hash',
      '00000004.json',
      (old: Buffer) => changed(old, 'sha256"', 'sha257"'),
    ],
  ])('%s: the older one is used, with a warning', async (_, name, damage) => {
    const folder = newFolder();
    for (const step of [3, 4]) await saveCheckpoint(folder, header(step), snapshot(step));
    writeFileSync(join(folder, name), damage(readFileSync(join(folder, name))));
    const warnings: MotifsmithError[] = [];
    expect((await newest(folder, warnings))?.header.step).toBe(3);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.where).toContain('00000004');
    expect(await checkpointSteps(folder)).toEqual([3]);
  });

  test('a record shorter than the checkpoint needs counts as damage', async () => {
    const folder = newFolder();
    for (const step of [3, 4]) await saveCheckpoint(folder, header(step), snapshot(step));
    const warnings: MotifsmithError[] = [];
    expect((await newest(folder, warnings, 35))?.header.step).toBe(3);
    // The record is to blame, not the checkpoint.
    expect(warnings[0]?.where).toMatch(/\.jsonl: 35 of 40 bytes$/);
  });

  test('a state that the job cannot be in counts as damage, and names the file', async () => {
    const folder = newFolder();
    const record = join(folder, 'metrics.jsonl');
    writeFileSync(record, RECORD);
    for (const step of [3, 4]) await saveCheckpoint(folder, header(step), snapshot(step));
    for (const problem of [
      new TypeError('no such property'),
      new MotifsmithError('usage', 'The type is not valid.', { where: 'hidden[0]' }),
    ]) {
      const open = () => Promise.reject(problem);
      await expectFailure(
        () => newestCheckpoint(folder, 'this run', record, open, () => {}),
        'artifact',
        /state|type/,
        /00000004\.json/,
      );
    }
    expect(await checkpointSteps(folder)).toEqual([3, 4]);
  });

  test('without a whole one there is an error, and nothing is removed', async () => {
    const folder = newFolder();
    await saveCheckpoint(folder, header(1), snapshot(1));
    writeFileSync(join(folder, '00000001.safetensors'), encodeSafetensors({}));
    await expectFailure(() => newest(folder), 'artifact', /not those that were saved/, /00000001/);
    expect(readdirSync(folder)).toHaveLength(2);
  });

  test('one of another run is no damage to go back from', async () => {
    const folder = newFolder();
    await saveCheckpoint(folder, header(3), snapshot(3));
    await saveCheckpoint(folder, { ...header(4), identity: 'another run' }, snapshot(4));
    await expectFailure(() => newest(folder), 'artifact', /another network/, /00000004/);
  });

  test('a tensor with NaN is never saved', async () => {
    const folder = newFolder();
    const diverged = saveCheckpoint(folder, header(1), snapshot(Number.NaN));
    await expectFailure(() => diverged, 'numerical', /w 0 is NaN/, /stage types/);
    expect(await checkpointSteps(folder)).toEqual([]);
  });
});

describe('a folder without a record', () => {
  const refusal = (folder: string, message: RegExp) =>
    expectFailure(() => readRunRecord(folder), 'artifact', message, /config\.json$/);

  test('of a run that was killed while it started leads to starting it again', async () => {
    const folder = newFolder();
    writeFileSync(await temporaryName(join(folder, 'config.json')), '{"for');
    const { remedy } = await refusal(folder, /stopped before it had written its config\.json/);
    expect(remedy).toMatch(/without --resume/);
  });

  test('that holds something else says what', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'notes.txt'), '');
    await refusal(folder, /There is no run in \d+, but notes\.txt/);
    await refusal(join(folder, 'nowhere'), /There is no run in nowhere\.$/);
  });
});
