/** A machine that refuses addresses or threads, as `ulimit -v` and `ulimit -u` make it do. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { networkMemory } from '../../src/doctor/memory.ts';
import { Arena } from '../../src/engine/wasm/arena.ts';
import { createWasmEngine } from '../../src/engine/wasm/engine.ts';
import { bundle } from '../browser/bundle.ts';

afterEach(() => vi.restoreAllMocks());

it('is a clear refusal of the engine and of the runtime, and the doctor finds it', async () => {
  vi.spyOn(WebAssembly, 'Memory').mockImplementation(function refuse() {
    throw new RangeError('WebAssembly.Memory(): could not allocate memory');
  });
  const refusal = expect.objectContaining({
    kind: 'usage',
    message: 'The machine refuses the address space for a network.',
    remedy: expect.stringMatching(/ulimit -v unlimited.*disable-wasm-trap-handler.*fewer threads/),
  });
  const shape = { inputs: 1, layers: [], tauSynapse: 8, threshold: 10 };
  const layout = { segments: [], length: 0 };
  await expect(createWasmEngine().createNetwork(shape, layout)).rejects.toEqual(refusal);
  expect(() => new Arena(false)).toThrow(refusal);
  expect(networkMemory()).toMatchObject({
    state: 'problem',
    finding: 'no memory can be reserved for a network',
  });
});

it.runIf(process.platform === 'linux')('is that of a process under ulimit -v', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'motifsmith-'));
  try {
    const { code } = await bundle('src/engine/wasm/arena.ts');
    writeFileSync(join(folder, 'arena.mjs'), code);
    const script = `
      const { Arena } = await import(${JSON.stringify(join(folder, 'arena.mjs'))});
      try { new Arena(true); } catch (error) { console.log(error.kind, error.message); }`;
    const limited = (kilobytes: number, options: string) =>
      execFileSync(
        'sh',
        [
          '-c',
          `ulimit -v ${kilobytes}; exec "$0" ${options} --input-type=module -e "$1"`,
          ...[process.execPath, script],
        ],
        { encoding: 'utf8' },
      );
    const refused = 'usage The machine refuses the address space for a network.\n';
    // Later versions, 24.21 among them, notice the limit and do without reserved addresses.
    const major = Number(process.versions.node.split('.')[0]);
    const outcomes = major < 24 ? [refused] : [refused, ''];
    expect(outcomes).toContain(limited(4_000_000, ''));
    expect(outcomes).toContain(limited(8_000_000, ''));
    // What the remedy says helps.
    expect(limited(8_000_000, '--disable-wasm-trap-handler')).toBe('');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
