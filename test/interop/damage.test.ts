/**
 * 110,000 damaged NIR, safetensors and npz files: each is read or refused with a typed error, in bounded
 * time and memory. libhdf5 hangs on some of these.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decodeNpz } from '../../src/data/npz.ts';
import { exportNir } from '../../src/interop/nir/export.ts';
import { importNir } from '../../src/interop/nir/import.ts';
import { encodeNpz } from '../../src/interop/npz-archive.ts';
import { decodeSafetensors, encodeSafetensors } from '../../src/interop/safetensors.ts';
import { readDamaged, type Tally } from './mutations.ts';
import { PLANS, portable } from './networks.ts';

const MEMORY = 2 ** 28;
/** Milliseconds of computing for one file. */
const TIME = 2000;
/** The whole of a test, on a machine that has other things to do. */
const timeout = 900_000;

function expectBounded({ refused, slowest, peak }: Tally, leastRefused: number): void {
  expect(refused).toBeGreaterThan(leastRefused);
  expect(slowest).toBeLessThan(TIME);
  expect(peak).toBeLessThan(MEMORY);
}

test('50,000 damaged NIR files', { timeout }, async () => {
  const folder = join(import.meta.dirname, 'foreign');
  const foreign = ['snntorch', 'norse', 'rockpool'].map(
    (name) => new Uint8Array(readFileSync(join(folder, `${name}.nir`))),
  );
  const layers = [{ kind: 'scml', neurons: 15, size: 5 }] as const;
  const { model } = await portable({ ...PLANS.motif!, layers });
  const options = { stepSeconds: 0.001, target: 'generic', allowLossy: false } as const;
  const own = (await exportNir(model, options)).bytes;
  const tally = readDamaged([own, ...foreign], 50_000, ['artifact'], (bytes) =>
    importNir(bytes, 'damaged.nir', { stepSeconds: 0.0001 }),
  );
  expectBounded(tally, 10_000);
});

const tensors = {
  'hidden.0.feedforward': {
    shape: [4, 6],
    data: Float32Array.from({ length: 24 }, (_, k) => k / 7),
  },
  'hidden.0.recurrent': { shape: [9], data: Float64Array.from({ length: 9 }, (_, k) => -k / 3) },
  'neurons.0.tau': { shape: [6], data: Float32Array.of(8, 8.5, 9, 9.5, 10, 11) },
  counts: { shape: [2], data: Uint32Array.of(7, 0xffffffff) },
};

test('30,000 damaged safetensors files', { timeout }, () => {
  const intact = encodeSafetensors(tensors, { architecture: '{"inputs":4}' });
  const tally = readDamaged([intact], 30_000, ['artifact'], (bytes) =>
    decodeSafetensors(bytes, 'damaged.safetensors'),
  );
  expectBounded(tally, 10_000);
});

test('30,000 damaged npz files', { timeout }, () => {
  const intact = encodeNpz(tensors, { architecture: '{"inputs":4}' });
  const names = [...Object.keys(tensors), 'architecture'];
  const tally = readDamaged([intact], 30_000, ['data'], (bytes) =>
    decodeNpz(bytes, 'damaged.npz', names),
  );
  expectBounded(tally, 10_000);
});
