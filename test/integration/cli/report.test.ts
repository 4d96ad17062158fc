/** `motifsmith report` as a user calls it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { EXIT_CODES } from '../../../src/core/errors.ts';
import { startExperiment } from '../../../src/experiment/run-experiment.ts';
import { temporaryFolder, tinyPlan } from '../../experiment/tiny.ts';
import { motifsmith } from './command.ts';

const root = temporaryFolder();
const run = join(root, 'run');

beforeAll(async () => {
  await startExperiment(await tinyPlan(root), run);
}, 60_000);

describe('report', () => {
  test('--help', async () => {
    const { code, stdout } = await motifsmith('report', '--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/--energy <pJ>[\s\S]*--member <folder>[\s\S]*Examples:/);
  });

  test('writes a page and says where', async () => {
    const output = join(root, 'pages', 'page.html');
    const { code, stdout } = await motifsmith('report', run, '--output', output, '--json');
    expect(code).toBe(0);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({
      format: 'motifsmith-page',
      kind: 'run',
      page: output,
      notes: [],
    });
    expect(readFileSync(output, 'utf8')).toContain('<title>Search: tiny on tiny</title>');
    expect(document.tables.length).toBeGreaterThan(8);
    expect(document.tables.every((file: string) => existsSync(file))).toBe(true);
  });

  test.each([
    [['report', run, '--energy', 'ac=-1'], EXIT_CODES.usage, '--energy'],
    [['report', run, '--energy', 'joules'], EXIT_CODES.usage, '--energy'],
    [['report', run, '--member', 'seed-9'], EXIT_CODES.usage, '--member'],
    [['report', join(root, 'nowhere')], EXIT_CODES.artifact, 'nowhere'],
    [['report', run, '--data', join(root, 'gone.npz')], EXIT_CODES.data, 'gone.npz'],
  ])('%s', async (args, expected, where) => {
    const { code, stderr } = await motifsmith(...args);
    expect([code, stderr]).toEqual([expected, expect.stringContaining(where)]);
    expect(stderr).not.toContain('    at ');
  });
});
