/** A study from the sources, as a program calls it: its processes translate themselves. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadStudy } from '../../../src/study/load-study.ts';
import { readStudy } from '../../../src/study/read-study.ts';
import { runStudy } from '../../../src/study/run-study.ts';
import { temporaryFolder } from '../../experiment/tiny.ts';

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
}, 120_000);
