/**
 * A short series of the fault-injection harness on every scenario, always the same trials; `npm run crash` does
 * the long one. And the harness itself, which must notice what it is there to notice.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { Random } from '../../src/core/random.ts';
import { temporaryFolder } from '../experiment/tiny.ts';
import { differences } from './compare.ts';
import { Harness, type Undisturbed } from './harness.ts';
import { MODES, type Mode, planTrial } from './plan.ts';
import { Disk } from './power-cut.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';
import { runTrial } from './trial.ts';
import { type Assignment, Witness } from './witness.ts';

const root = temporaryFolder();
/** Trials of each scenario; kills are what everything else follows from. */
const TRIALS: readonly Mode[] = ['kill', 'kill', ...MODES.filter((mode) => mode !== 'kill')];

// Windows has no signals, and no names that a killed process could leave open.
describe.skipIf(process.platform === 'win32')('disturbed, and continued by two processes', () => {
  let harness: Harness;
  const undisturbed = new Map<string, Undisturbed>();

  beforeAll(async () => {
    harness = await Harness.open(join(root, 'harness'), inject('main'));
  });

  async function trial(scenario: Scenario, mode: Mode, index: number) {
    if (!undisturbed.has(scenario.id)) {
      undisturbed.set(scenario.id, await harness.undisturbed(scenario));
    }
    const base = undisturbed.get(scenario.id)!;
    return runTrial(harness, scenario, planTrial(1, index, base.calls, [mode], 2), base);
  }

  test.each(SCENARIOS)('$id', { timeout: 900_000 }, async (scenario) => {
    let struck = 0;
    for (const [index, mode] of TRIALS.entries()) {
      const result = await trial(scenario, mode, index);
      expect(result.faults, `trial ${index}: ${result.struck.join(', ')}`).toEqual([]);
      struck += result.struck.length;
    }
    expect(struck).toBeGreaterThan(0);
  });
});

describe.skipIf(process.platform === 'win32')('the harness', () => {
  let trials = 0;

  /** Lets a program write `file` with a strike, and returns what came of it. */
  async function struck(body: string, strike: Assignment['strike'] | null) {
    const home = join(root, `struck-${trials++}`);
    mkdirSync(home);
    const program = join(home, 'program.mjs');
    writeFileSync(program, `import * as files from 'node:fs/promises';\n${body}`);
    const harness = new Harness(home, program);
    const folder = harness.newFolder('work', null);
    const scenario: Scenario = {
      ...{ id: 'made-up', given: null, command: () => [] },
      watched: { root: '.', inner: null },
    };
    const assignments = strike === null ? [] : [{ role: 'program.mjs', spare: 0, strike }];
    const settings = { seed: 1, jitterMs: 0 };
    const { witness, socket } = await harness.witness(folder, scenario, settings, assignments);
    const ended = await harness.start(folder, scenario, socket).ended;
    const happened = witness.struck.length;
    await witness.close();
    const names = readdirSync(folder).filter((name) => !['cache', 'tmp', 'home'].includes(name));
    const contents = names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
    return { ...ended, happened, files: Object.fromEntries(contents) as Record<string, string> };
  }

  const careless = `await files.writeFile('file', 'whole');`;
  const write = { call: 'write', kind: 'file', nth: 1 };

  test('kills before, in and after a call', async () => {
    const files = async (when: 'before' | 'middle' | 'after') => {
      const result = await struck(careless, { ...write, does: 'kill', when });
      expect([result.signal, result.happened]).toEqual(['SIGKILL', 1]);
      return result.files;
    };
    expect(await files('before')).toEqual({ file: '' });
    expect(await files('middle')).toEqual({ file: 'wh' });
    expect(await files('after')).toEqual({ file: 'whole' });
    const renamed = `${careless} await files.rename('file', 'name');`;
    const rename = { call: 'rename', kind: 'name', nth: 1, does: 'kill' } as const;
    expect((await struck(renamed, { ...rename, when: 'before' })).files).toEqual({ file: 'whole' });
    expect((await struck(renamed, { ...rename, when: 'after' })).files).toEqual({ name: 'whole' });
  });

  test('makes calls fail, once or from then on, and writes short', async () => {
    const again = `await files.writeFile('file', 'whole').catch(({ code }) => files.writeFile('note', code));`;
    const once = { ...write, does: 'fail', code: 'ENOSPC', stays: false } as const;
    expect((await struck(again, once)).files).toEqual({ file: '', note: 'ENOSPC' });
    const stays = await struck(again, { ...once, stays: true });
    expect([stays.code, stays.files]).toEqual([1, { file: '' }]);
    // A writer that looks at what was written gets the rest onto the disk.
    const short = await struck(careless, { ...write, does: 'fail', code: 'short' });
    expect([short.code, short.files]).toEqual([0, { file: 'whole' }]);
    const blind = `const file = await files.open('file', 'w'); await file.write('whole');`;
    expect((await struck(blind, { ...write, does: 'fail', code: 'short' })).files).toEqual({
      file: 'wh',
    });
  });

  test('refuses programs that write where it cannot see', async () => {
    const unseen = `const { default: fs } = await import('node:fs'); fs.writeFileSync('file', '');`;
    const { code, stderr } = await struck(unseen, null);
    expect([code, stderr]).toEqual([1, expect.stringContaining('does not watch fs.writeFileSync')]);
  });

  test('notices two that write in one folder, and not one after the other', async () => {
    const settings = {
      ...{ seed: 1, watched: null, cache: '', jitterMs: 0, record: null },
      strikes: join(root, 'none'),
    };
    const path = join(root, 'witness.sock');
    const witness = await Witness.open(path, settings, []);
    afterAll(() => witness.close());
    const visitor = async () => {
      const socket = connect(path);
      let id = 0;
      const ask = (question: object) =>
        new Promise((resolve) => {
          socket.once('data', resolve);
          socket.write(`${JSON.stringify({ id: id++, ...question })}\n`);
        });
      await ask({ ask: 'part', pid: process.pid, role: 'search' });
      return { ask, socket };
    };
    const [first, second] = [await visitor(), await visitor()];
    await first.ask({ ask: 'enter', domain: 'a' });
    await second.ask({ ask: 'enter', domain: 'b' });
    await first.ask({ ask: 'leave', domain: 'a' });
    await second.ask({ ask: 'enter', domain: 'a' });
    expect([witness.entries, witness.overlaps]).toEqual([3, []]);
    await first.ask({ ask: 'enter', domain: 'a' });
    expect(witness.overlaps).toHaveLength(1);
    // The kernel closes the connection of a process that dies.
    second.socket.destroy();
    await expect.poll(() => witness.alive).toHaveLength(1);
    await first.ask({ ask: 'enter', domain: 'b' });
    expect(witness.overlaps).toHaveLength(1);
  });

  test('compares every byte, but for the clock and checkpoints within a stage', () => {
    const [before, after] = ['before', 'after'].map((name) => join(root, name)) as [string, string];
    const put = (folder: string, name: string, content: unknown) => {
      mkdirSync(join(folder, 'checkpoints'), { recursive: true });
      const text = typeof content === 'string' ? content : JSON.stringify(content);
      writeFileSync(join(folder, name), text);
    };
    for (const [folder, seconds] of [
      [before, 1],
      [after, 2],
    ] as const) {
      put(folder, 'summary.json', { test: 1, timing: { seconds } });
      put(folder, 'cost.json', { wallSeconds: seconds });
      put(folder, `checkpoints/${seconds}.json`, { stageEnd: false });
      put(folder, `checkpoints/${seconds}.safetensors`, '');
      put(folder, 'checkpoints/9.json', { stageEnd: true, seconds });
      put(folder, 'metrics.jsonl', 'same');
    }
    expect(differences(before, after)).toEqual([]);
    put(after, 'metrics.jsonl', 'sane');
    put(after, 'summary.json', { test: 2, timing: {} });
    put(after, 'weights.safetensors.0123.tmp', '');
    put(after, 'checkpoints/7.safetensors', '');
    put(before, 'config.json', '');
    expect(differences(before, after)).toEqual([
      'config.json is missing',
      'metrics.jsonl differs from byte 2 (4 and 4 bytes)',
      'summary.json differs from byte 8 (10 and 10 bytes)',
      'checkpoints/7.safetensors is left over (0 bytes)',
      'weights.safetensors.0123.tmp is left over (0 bytes)',
    ]);
  });

  test('a power cut takes what was not synchronised', () => {
    const base = join(root, 'disk');
    mkdirSync(base);
    writeFileSync(join(base, 'old'), 'old');
    let cuts = 0;
    const after = (...calls: [call: string, name: string, more?: object][]) => {
      const disk = new Disk(base, base);
      for (const [call, name, more] of calls) disk.apply({ call, path: join(base, name), ...more });
      const into = join(root, `cut-${cuts++}`);
      disk.writeRemains(into, 'everything', new Random(1, ''));
      const left = readdirSync(into).map((name) => [name, readFileSync(join(into, name), 'utf8')]);
      return { left: Object.fromEntries(left), promised: [...disk.promised.keys()] };
    };
    const text = { data: Buffer.from('new').toString('base64'), position: 0 };
    const grow = [
      ['create', 'x.tmp', { flags: 'wx' }],
      ['write', 'x.tmp', text],
    ] as [string, string, object][];
    const rename = ['rename', 'x.tmp', { to: join(base, 'old') }] as [string, string, object];
    const unchanged = { old: 'old' };
    expect(after(...grow, ['sync', 'x.tmp'], rename)).toEqual({ left: unchanged, promised: [] });
    expect(after(...grow, rename, ['sync', '.'])).toEqual({ left: { old: '' }, promised: [] });
    expect(after(...grow, ['sync', 'x.tmp'], rename, ['sync', '.'])).toEqual({
      left: { old: 'new' },
      promised: ['old'],
    });
    // A file that was synchronised in a folder that was not: promised, and lost.
    const inner = [
      ['mkdir', 'inner'],
      ['create', 'inner/x', { flags: 'w' }],
      ['sync', 'inner/x'],
      ['sync', 'inner'],
    ] as [string, string, object?][];
    expect(after(...inner)).toEqual({ left: unchanged, promised: ['old', 'inner/x'] });
  });
});
