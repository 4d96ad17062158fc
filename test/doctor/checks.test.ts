/** Each check finds what it is there to find; what a machine cannot be made to show is given as figures. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EXPECTED, engineBits, trainedBits } from '../../src/doctor/engines.ts';
import { browser, clock, terminal } from '../../src/doctor/environment.ts';
import { examine } from '../../src/doctor/examine.ts';
import { doctorSchema } from '../../src/doctor/finding.ts';
import { fileSystem, folder } from '../../src/doctor/folders.ts';
import { memory, networkMemory } from '../../src/doctor/memory.ts';
import { processorQuota, processors } from '../../src/doctor/processors.ts';
import { isAtLeast, nodeVersion, studioPage } from '../../src/doctor/program.ts';
import { sharedMemory, webAssembly } from '../../src/doctor/web-assembly.ts';
import { createEngine } from '../../src/experiment/engines.ts';
import { temporaryFolder } from '../experiment/tiny.ts';

const root = temporaryFolder();

describe('the program', () => {
  test.each([
    ['20.19.0', '20.19.0', true],
    ['20.20.0', '20.19.1', true],
    ['22.0.0', '20.19.0', true],
    ['20.18.3', '20.19.0', false],
    ['18.20.9', '20.19.0', false],
  ])('%s is at least %s: %s', (version, least, expected) => {
    expect(isAtLeast(version, least)).toBe(expected);
  });

  test('needs the Node.js of its manifest', async () => {
    expect((await nodeVersion()).state).toBe('ok');
    expect(await nodeVersion('18.20.0')).toMatchObject({
      state: 'problem',
      finding: expect.stringMatching(/^18\.20\.0, but \d+\.\d+\.\d+ is needed$/),
    });
  });

  test('misses the page of the studio where it is not', () => {
    expect(studioPage(root).state).toBe('warning');
  });
});

describe('the processors', () => {
  const write = (path: string, content: string) => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  write('second/cpu.max', 'max 100000\n');
  write('second/slice/cpu.max', '150000 100000\n');
  write('second/slice/job/cpu.max', 'max 100000\n');
  write('first/cpu/docker/cpu.cfs_quota_us', '200000\n');
  write('first/cpu/docker/cpu.cfs_period_us', '100000\n');
  write('unlimited/cpu/cpu.cfs_quota_us', '-1\n');
  write('unlimited/cpu/cpu.cfs_period_us', '100000\n');

  test.each([
    ['second', '0::/slice/job\n', 1.5],
    ['second', '0::/\n', null],
    ['second', '0::/gone/job\n', null],
    ['first', '11:memory:/docker\n4:cpu,cpuacct:/docker\n', 2],
    ['unlimited', '4:cpu,cpuacct:/\n', null],
    ['second', '', null],
  ])('of a container with control groups %s, %j: %s', async (groups, own, expected) => {
    expect(await processorQuota(join(root, groups), own)).toBe(expected);
  });

  test('are more threads than a container may use', async () => {
    expect((await processors()).state).toBe('ok');
    expect(await processors(8, 8)).toMatchObject({
      state: 'ok',
      finding: '8, so 8 threads by default',
    });
    expect(await processors(8, 2.5)).toEqual({
      state: 'warning',
      finding: '8 threads by default, but the container may use 2.5 processors',
      remedy: 'Use --threads 2, or --jobs 2 for studies.',
    });
  });
});

describe('the memory', () => {
  test('is scarce', () => {
    expect(memory().finding).toMatch(/ free of /);
    expect(memory({ total: 8e9, allowed: 8e9, free: 1e9 }).state).toBe('ok');
    expect(memory({ total: 8e9, allowed: 1e9, free: 1e8 })).toMatchObject({
      state: 'warning',
      finding: '100.0\u00a0MB free of 1.0\u00a0GB that the container may use',
    });
  });

  test('cannot be reserved in full, or at all', () => {
    expect(networkMemory().state).toBe('ok');
    expect(networkMemory((pages) => pages <= 16_384)).toMatchObject({
      state: 'problem',
      finding: 'only 1.1\u00a0GB can be reserved for a network, of 4.3\u00a0GB',
    });
    expect(networkMemory(() => false).state).toBe('problem');
  });

  test('is shared by threads', async () => {
    expect(webAssembly().state).toBe('ok');
    expect((await sharedMemory()).state).toBe('ok');
  });
});

describe('the engines', () => {
  test('compute the bits that they compute everywhere', async () => {
    expect((await engineBits()).state).toBe('ok');
    expect(await trainedBits(await createEngine('wasm', 3))).toBe(EXPECTED.wasm);
  });

  test('compute other bits', async () => {
    for (const name of ['reference', 'wasm'] as const) {
      expect(await engineBits({ ...EXPECTED, [name]: '0'.repeat(64) })).toMatchObject({
        state: 'problem',
        finding: `${name} computes other bits than on other machines`,
      });
    }
  });
});

describe('a folder', () => {
  const needs = { space: 1, elsewhere: 'use another' };

  test('is written in, and left as it was', async () => {
    const inside = join(root, 'a', 'b');
    expect(await folder(inside, needs)).toMatchObject({
      state: 'ok',
      finding: expect.stringMatching(/\/a\/b \(to be made\), .* free$/),
    });
    const before = readdirSync(root);
    expect((await folder(root, needs)).state).toBe('ok');
    expect((await fileSystem(root)).state).toBe('ok');
    expect(readdirSync(root)).toEqual(before);
  });

  test('has too little space', async () => {
    expect(await folder(root, { ...needs, space: 1e18 })).toMatchObject({
      state: 'warning',
      remedy: 'Free some space, or use another.',
    });
  });

  test('is a file', async () => {
    writeFileSync(join(root, 'file'), '');
    for (const path of ['file', join('file', 'runs')]) {
      expect(await folder(join(root, path), needs)).toMatchObject({
        state: 'problem',
        finding: expect.stringContaining('a part of the path is a file'),
      });
      expect((await fileSystem(join(root, path))).state).toBe('problem');
    }
  });
});

describe('the environment', () => {
  test('has a clock that may be wrong', () => {
    expect(clock().state).toBe('ok');
    expect(clock(0)).toMatchObject({ state: 'warning', finding: '1970-01-01T00:00:00Z' });
  });

  test('has a terminal that may be narrow or know only ASCII', () => {
    const wide = { isTerminal: true, columns: 100, colours: true, utf8: true };
    expect(terminal(wide)).toMatchObject({ state: 'ok', finding: '100 columns, colours, UTF-8' });
    expect(terminal({ ...wide, columns: 60 }).state).toBe('warning');
    expect(terminal({ ...wide, utf8: false }).state).toBe('warning');
    expect(terminal({ ...wide, isTerminal: false, columns: 0, utf8: false }).state).toBe('ok');
  });

  test.skipIf(['darwin', 'win32'].includes(process.platform))('may lack a browser', async () => {
    expect((await browser({})).finding).toContain('no desktop');
    expect((await browser({ DISPLAY: ':0', PATH: root })).state).toBe('warning');
    const file = join(root, 'firefox');
    writeFileSync(file, '', { mode: 0o755 });
    expect(await browser({ DISPLAY: ':0', PATH: root })).toMatchObject({
      state: 'ok',
      finding: file,
    });
  });
});

test('the report has one schema, and the document describes its checks', async () => {
  const report = await examine(root);
  expect(doctorSchema.parse(report)).toEqual(report);
  const ids = report.checks.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const described = readFileSync(join(import.meta.dirname, '../../docs/doctor.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...line.split('|')[1]!.matchAll(/`([^`]+)`/g)].map(([, id]) => id));
  expect(described).toEqual(ids);
});
