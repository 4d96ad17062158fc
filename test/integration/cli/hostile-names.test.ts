/** Names and messages that steer a terminal are shown as what they are, in every command that shows them. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tone, wavFile } from '../../data/audio/fixtures.ts';
import { temporaryFolder } from '../../experiment/tiny.ts';
import { motifsmith, type Outcome } from './command.ts';

const root = temporaryFolder();
/** Clears the screen, writes a line of its own, sets a title in C1, and turns the rest around. */
const EVIL = 'a\x1b[2J\nerror: forged\x9d0;title\x07\u202e\u2028';
const SHOWN = 'a\\x1b[2J\\nerror: forged\\x9d0;title\\x07\\u202e\\u2028';

function requireVisible({ stdout, stderr }: Outcome): void {
  for (const text of [stdout, stderr]) {
    expect(text).not.toMatch(/[^\P{Cc}\n]|[\p{Bidi_Control}\u2028\u2029]/u);
    expect(text).not.toMatch(/^error: forged/m);
  }
}

describe.skipIf(process.platform === 'win32')('a name that steers a terminal', () => {
  const set = join(root, 'set');
  for (const split of ['train', 'test']) {
    for (const [k, name] of [EVIL, 'b'].entries()) {
      mkdirSync(join(set, split, name), { recursive: true });
      const sound = wavFile(8000, tone(8000, 400 + 900 * k, 0.1));
      writeFileSync(join(set, split, name, `${split}-${k}.wav`), sound);
    }
  }
  symlinkSync(`/nonexistent/${EVIL}`, join(set, 'train', 'b', `${EVIL}.wav`));

  test.each([
    ['data', 'inspect', set],
    ['data', 'inspect', set, '--json'],
    ['data', 'verify', set],
    ['data', 'verify', set, '--json'],
    ['data', 'convert', set, '--out', join(root, 'out.npz'), '--skip-bad'],
    ['data', 'convert', set, '--out', join(root, 'out.npz')],
    ['data', 'inspect', join(root, EVIL)],
    ['search', `${EVIL}.yaml`],
    ['search', EVIL],
    ['search', 'demo', '--set', `${EVIL}=1`],
    ['search', 'demo', '--set', `output=3${EVIL}\n- x`],
    ['config', 'demo', '--set', 'output="\\e[2J\\u202e"'],
    ['search', 'demo', `--${EVIL}`],
    ['evaluate', join(root, EVIL)],
    ['study', join(root, `${EVIL}.yaml`)],
    ['doctor', join(root, EVIL)],
    ['runs', 'repair', join(root, EVIL)],
  ])('command %#: %s', async (...words) => {
    const outcome = await motifsmith(...words);
    requireVisible(outcome);
    const arguments_ = words.join(' ');
    if (words[1] === 'verify' && !arguments_.includes('--json')) {
      expect(outcome.stdout).toContain(`train/b/${SHOWN}.wav`);
    }
    if (arguments_.includes('--json')) {
      const { bad } = JSON.parse(outcome.stdout);
      expect(bad).toMatchObject([{ id: `train/b/${EVIL}.wav` }]);
    }
    expect(outcome.code).not.toBe(70);
  });

  test('is shown in the warnings and results of a run', async () => {
    const outcome = await motifsmith(
      ...['train', 'demo', '--data', set, '--skip-bad', '--architecture', 'dense'],
      ...['--set', 'network.layers=[{kind: scml, neurons: 4}]', '--set', 'network.motifSizes=[2]'],
      ...['--set', 'training.epochs=1', '--set', 'seeds=[1]', '--output', join(root, EVIL)],
    );
    requireVisible(outcome);
    expect(outcome.code).toBe(0);
    expect(outcome.stderr).toContain(`the first is train/b/${SHOWN}.wav`);
    expect(outcome.stdout).toContain(SHOWN);
  });
});

test('a very long text of a user is repeated with both ends only', async () => {
  const long = `${'a'.repeat(90_000)}=1`;
  const people = await motifsmith('config', 'demo', '--set', long);
  expect(people.code).toBe(2);
  expect(people.stderr.length).toBeLessThan(5000);
  expect(people.stderr).toContain('characters) …');
});
