/** The benchmark as `npm run bench` bundles it: a bundle may fail where its sources do not. */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder, tinySpikeSet } from '../experiment/tiny.ts';

const ROOT = join(import.meta.dirname, '../..');
const RECORDED = JSON.parse(readFileSync(join(ROOT, 'bench/recorded.json'), 'utf8'));
const run = promisify(execFile);

/** Enough recordings for two iterations of a search in batches of 50. */
const COPIES = 12;
/** Of the preset whose search is measured. */
const LETTERS = 26;

/** Copies all recordings, each copy under other labels, so that every letter has some. */
function repeat(columns: Record<string, number[]>): void {
  const { offsets, labels, ...rest } = columns as { offsets: number[]; labels: number[] };
  const copies = Array.from({ length: COPIES }, (_, k) => k);
  for (const [name, values] of Object.entries<number[]>(rest)) {
    columns[name] = copies.flatMap(() => values);
  }
  columns.labels = copies.flatMap((k) =>
    labels.map((label) => Math.min(3 * k + label, LETTERS - 1)),
  );
  const spikes = offsets.at(-1)!;
  columns.offsets = [0, ...copies.flatMap((k) => offsets.slice(1).map((end) => k * spikes + end))];
}

/** What `npm run bench -- ARGUMENTS --json` prints last. */
async function bench(...args: string[]): Promise<unknown> {
  const command = ['build/bench/run.mjs', ...args, '--json', '--workers', '1'];
  const { stdout } = await run(process.execPath, command, { cwd: ROOT });
  return JSON.parse(stdout.trim().split('\n').at(-1)!);
}

describe('npm run bench', () => {
  beforeAll(() => run('npm', ['run', 'build:bench'], { cwd: ROOT }));

  test('times a workload', async () => {
    const found = await bench('--workloads', 'W1', '--repeats', '1', '--no-peers');
    // The recorded figures are those of a program that computes these bits.
    const { hash } = RECORDED.workloads.W1.ours;
    expect(found).toMatchObject({ workloads: { W1: { ours: { hash } } } });
  });

  test('projects the search of the paper from stages on recordings', async () => {
    const data = join(temporaryFolder(), 'spikes.npz');
    writeFileSync(data, tinySpikeSet({ change: repeat }));
    const found = await bench('search', '--data', data, '--repeats', '2');
    const measured = expect.any(Number);
    const stage = (name: string) => ({ stage: name, iterationMs: measured, hours: measured });
    const stages = [stage('size'), stage('types'), stage('retrain')];
    expect(found).toMatchObject({ search: { workers: 1, stages, hours: measured } });
  });
});
