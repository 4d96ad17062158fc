/** A short run of the fuzzer on every reader; `npm run fuzz` does the long one. */
import { afterAll, describe, expect, it } from 'vitest';
import { MotifsmithError } from '../../src/core/errors.ts';
import { fuzz } from './fuzz.ts';
import { removeOwnScratch } from './scratch.ts';
import { type FuzzTarget, Refused } from './target.ts';
import { FUZZ_TARGETS } from './targets.ts';

const INPUTS = 1000;

// Workers of tests end without the event on which the folders go otherwise.
afterAll(removeOwnScratch);

describe('readers under damaged inputs', () => {
  it.each(FUZZ_TARGETS)('$id', { timeout: 300_000 }, async (target) => {
    const { shortRun: inputs = INPUTS } = target;
    const report = await fuzz(target, { seed: 1, first: 0, inputs });
    expect(report.findings).toEqual([]);
    expect(report.accepted + report.rejected).toBe(inputs);
    expect(report.accepted).toBeGreaterThan(0);
    expect(report.rejected).toBeGreaterThan(0);
  });
});

describe('the fuzzer', () => {
  const targetOf = (run: FuzzTarget['run'], more: Partial<FuzzTarget> = {}): FuzzTarget => ({
    id: 'made-up',
    seeds: () => [new Uint8Array(64)],
    run,
    ...more,
  });
  const findings = async (run: FuzzTarget['run'], more: Partial<FuzzTarget> = {}) =>
    (await fuzz(targetOf(run, more), { seed: 1, first: 0, inputs: 20 })).findings;

  it('finds crashes, unsound results, huge allocations and poor refusals', async () => {
    const crash = () => {
      throw new TypeError('oops');
    };
    expect((await findings(crash))[0]!.what).toMatch(/^crashed: TypeError: oops/);
    expect((await findings(() => 'nonsense'))[0]!.what).toBe('accepted: nonsense');
    const hungry = () => (new Float64Array(2 ** 26).length > 0 ? null : 'empty');
    expect((await findings(hungry))[0]!.what).toBe(`allocated ${2 ** 29} bytes`);
    const growing = () => {
      const memory = new WebAssembly.Memory({ initial: 1 });
      return memory.grow(5000) === 1 ? null : 'another size';
    };
    expect((await findings(growing))[0]!.what).toBe(`allocated ${5001 * 65_536} bytes`);
    const vague = () => {
      throw new MotifsmithError('data', 'No.');
    };
    expect((await findings(vague))[0]!.what).toMatch(/without place/);
    const foreseen = () => {
      throw new MotifsmithError('data', 'No.', { where: 'byte 1', remedy: 'Copy it.' });
    };
    expect(await findings(foreseen)).toEqual([]);
    expect((await findings(foreseen, { kinds: ['usage'] }))[0]!.what).toMatch(/^refused as data/);
    const endless = () => {
      throw new MotifsmithError('data', 'No.'.repeat(10_000), { where: 'x', remedy: 'y' });
    };
    expect((await findings(endless))[0]!.what).toMatch(/^refused in 3\d{4} characters/);
    const elsewhere = () => {
      throw new Refused('404');
    };
    expect(await findings(elsewhere)).toEqual([]);
  });

  it('makes the same inputs from the same seed', async () => {
    const inputs: string[][] = [[], []];
    for (const list of inputs) {
      const run = (input: Uint8Array) => {
        list.push(Buffer.from(input).toString('hex'));
        return null;
      };
      await fuzz(targetOf(run), { seed: 3, first: 5, inputs: 50 });
    }
    expect(inputs[0]).toEqual(inputs[1]);
    expect(new Set(inputs[0]).size).toBeGreaterThan(25);
  });
});
