/** A study from the sources, as a program calls it: its processes translate themselves. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockFolder } from '../../../src/run/lock/lock.ts';
import { loadStudy } from '../../../src/study/load-study.ts';
import { readStudy } from '../../../src/study/read-study.ts';
import { repairStudy } from '../../../src/study/repair-study.ts';
import { runStudy } from '../../../src/study/run-study.ts';
import { temporaryFolder } from '../../experiment/tiny.ts';
import { writeStudy } from '../../study/tiny-study.ts';

test('a run of event-camera digits ends analysed, and its observer saw it', async () => {
  const root = temporaryFolder();
  const path = join(root, 'digits.yaml');
  writeFileSync(
    path,
    `name: digits
datasets:
  mnist-saccade:
    preset: demo
    settings: { data: { binMs: 30, trainSamples: 20, testSamples: 10 } }
settings:
  network: { layers: [{ kind: scml, neurons: 8 }], motifSizes: [2] }
  training: { epochs: 1 }
methods: [feedforward]
`,
  );
  const study = await loadStudy({ path, dataPaths: new Map(), seeds: [3] });
  const folder = join(root, 'digits');
  const seen: string[] = [];
  const { results, failures } = await runStudy(folder, study, {
    jobs: 1,
    observer: {
      begin: (waiting, finished) => seen.push(`${waiting.length} waiting, ${finished} finished`),
      start: ({ method, seed }, attempt) => seen.push(`start ${method} ${seed} ${attempt}`),
      finish: ({ method, seed }, accuracy) => seen.push(`finish ${method} ${seed} ${accuracy}`),
      fail: (_, { message }) => seen.push(`fail ${message}`),
    },
  });
  const row = results.datasets[0]!.methods[0]!;
  expect(seen).toEqual([
    '1 waiting, 0 finished',
    'start feedforward 3 1',
    `finish feedforward 3 ${row.accuracy!.best}`,
  ]);
  expect(failures).toEqual([]);
  expect(row).toMatchObject({ seeds: [3], searched: false, space: null });
  expect(row.passes).toEqual({ search: 0, training: 20 });
  expect(row.operations!.ac).toBeGreaterThan(0);
  const { members } = await readStudy(folder);
  expect(members).toMatchObject([{ state: 'finished' }]);
  const cost = JSON.parse(
    readFileSync(join(folder, members[0]!.folder, 'cost.json'), 'utf8'),
  ) as Record<string, number>;
  expect(cost.attempts).toBe(1);
  expect(cost.cpuSeconds).toBeGreaterThan(0);

  // Damage to a run, to what it has cost and to the results is mended from what is left.
  const run = `${members[0]!.folder}`;
  const options = { dryRun: false, dataPath: null };
  expect((await repairStudy(folder, options)).findings).toEqual([]);
  const files = [`${run}/metrics.jsonl`, `${run}/analysis.json`, 'results.json', 'tables/ip.csv'];
  const before = files.map((file) => readFileSync(join(folder, file), 'utf8'));
  for (const file of [...files, `${run}/cost.json`]) writeFileSync(join(folder, file), '{');
  const report = await repairStudy(folder, options);
  expect(report.findings.map(({ file }) => file).sort()).toEqual(
    // Tables are written again without a look.
    [...files.slice(0, 3), `${run}/cost.json`].sort(),
  );
  expect(files.map((file) => readFileSync(join(folder, file), 'utf8'))).toEqual(before);
  expect((await repairStudy(folder, options)).findings).toEqual([]);
}, 120_000);

test('a run that another process is at work on has its turn when that has ended', async () => {
  const root = temporaryFolder();
  const { file, data } = writeStudy(root, { methods: ['dense'] });
  const dataPaths = new Map([['letters', data]]);
  const study = await loadStudy({ path: file, dataPaths, seeds: null });
  const folder = join(root, 'tiny');
  const run = join(folder, 'runs/letters/dense/seed-1');
  mkdirSync(run, { recursive: true });
  const lock = await lockFolder(run);
  const seen: string[] = [];
  const { failures } = await runStudy(folder, study, {
    jobs: 1,
    observer: {
      putOff: ({ seed }, why) => seen.push(`put off ${seed}: ${why}`),
      finish: ({ seed }) => {
        seen.push(`finish ${seed}`);
        if (seed === 2) void lock.release();
      },
      fail: (_, { message }) => seen.push(`fail ${message}`),
    },
  });
  expect(seen).toEqual([
    expect.stringMatching(
      `put off 1: Another process \\(${process.pid} on .*working in this folder`,
    ),
    'finish 2',
    'finish 1',
  ]);
  expect(failures).toEqual([]);

  // What another version has started counts, and is said.
  const config = join(run, 'config.json');
  const text = readFileSync(config, 'utf8').replace(/"version": "[^"]*"/, '"version": "0.0.9"');
  writeFileSync(config, text);
  const said: string[] = [];
  const observer = { mixed: (versions: readonly string[]) => said.push(...versions) };
  const { results } = await runStudy(folder, study, { jobs: 1, observer });
  expect(said).toEqual(['0.0.9']);
  expect(results.datasets[0]!.methods[0]!.seeds).toEqual([1, 2]);
}, 60_000);
