/** `cite` as a process: BibTeX of a run and of a study, and what it says where there is neither. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EXIT_CODES } from '../../../src/core/errors.ts';
import { temporaryFolder, writeTiny } from '../../experiment/tiny.ts';
import { writeStudy } from '../../study/tiny-study.ts';
import { motifsmith } from './command.ts';

const root = temporaryFolder();

test('a run', async () => {
  const run = join(root, 'run');
  await motifsmith('search', writeTiny(root).config, '--run-dir', run, '--quiet');
  const { code, stdout, stderr } = await motifsmith('cite', run);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^% software\n@misc\{motifsmith,\n/);
  expect(stdout).toContain('\n\n% training: TSSL-BP\n@inproceedings{zhang2020temporal,\n');
  const { references } = JSON.parse((await motifsmith('cite', run, '--json')).stdout);
  expect(stdout).toBe(
    references
      .map(({ purpose, bibtex }: Record<string, string>) => `% ${purpose}\n${bibtex}\n`)
      .join('\n'),
  );
});

test('a study: what any of its runs used', async () => {
  const { file, data } = writeStudy(root, {
    methods: ['feedforward', 'random-search'],
    reference: 'feedforward',
    seeds: [1],
  });
  const folder = join(root, 'study');
  const study = ['study', file, '--data', `letters=${data}`, '--output', folder, '--quiet'];
  expect((await motifsmith(...study)).code).toBe(0);
  const { stdout } = await motifsmith('cite', folder);
  expect(stdout).toContain('@inproceedings{li2020random,');
  expect(stdout).not.toContain('SpiKL-IP');
  rmSync(join(folder, 'runs'), { recursive: true });
  const none = await motifsmith('cite', folder);
  expect(none.code).toBe(EXIT_CODES.artifact);
  expect(none.stderr).toContain('No run of this study has started');
});

test('a folder that is neither', async () => {
  const folder = join(root, 'empty');
  mkdirSync(folder);
  const { code, stderr } = await motifsmith('cite', folder);
  expect(code).toBe(EXIT_CODES.artifact);
  expect(stderr).toContain('There is no run');
});
