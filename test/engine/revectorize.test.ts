import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { canRevectorize } from '../../src/engine/wasm/revectorize.ts';

const PROJECT = join(import.meta.dirname, '../..');

/** What a process of its own prints: the flag of V8 is one of the whole process. */
function inOwnProcess(code: string): unknown {
  const imports = `
    import { createEngine } from './src/experiment/engines.ts';
    import { trainedBits } from './src/doctor/engines.ts';`;
  const args = ['--import', 'tsx', '--input-type=module', '-e', `${imports}\n${code}`];
  const output = execFileSync(process.execPath, args, { cwd: PROJECT, encoding: 'utf8' });
  return JSON.parse(output);
}

const TRAIN = (options: string) => `
  const engine = await createEngine('wasm', 1, ${options});
  let bits;
  // Often enough for V8 to optimise the kernels.
  for (let k = 0; k < 50; k++) bits = await trainedBits(engine);
  console.log(JSON.stringify({ wide: engine.revectorized, bits }));`;

it('joins vectors only where the host can, unless told not to, and changes no bit', () => {
  const wide = inOwnProcess(TRAIN('{}')) as { wide: boolean; bits: string };
  const narrow = inOwnProcess(TRAIN('{ revectorize: false }')) as { wide: boolean; bits: string };
  expect(wide.wide).toBe(canRevectorize());
  expect(narrow.wide).toBe(false);
  expect(wide.bits).toBe(narrow.bits);
});

it('is for Node 24 and later on x86-64', () => {
  const able = process.arch === 'x64' && Number(process.versions.node.split('.')[0]) >= 24;
  expect(canRevectorize()).toBe(able);
});
