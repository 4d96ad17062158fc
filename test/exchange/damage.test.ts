/**
 * 110,000 damaged NIR, safetensors and npz files: each is read or refused with a typed error, in bounded
 * time and memory. libhdf5 hangs on some of these.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportNir } from '../../src/exchange/nir/export.ts';
import { importNir } from '../../src/exchange/nir/import.ts';
import { decodePortable, encodePortable } from '../../src/experiment/portable-files.ts';
import { encodeNpz } from '../../src/formats/npz-archive.ts';
import { decodeSafetensors, encodeSafetensors } from '../../src/formats/safetensors.ts';
import { readDamaged, type Tally } from './mutations.ts';
import { PLANS, portable } from './networks.ts';

const MEMORY = 2 ** 28;
/** Milliseconds of computing for one file. */
const TIME = 2000;
/** The whole of a test, on a machine that has other things to do. */
const timeout = 900_000;

function expectBounded({ refused, slowest, allocated }: Tally, leastRefused: number): void {
  expect(refused).toBeGreaterThan(leastRefused);
  expect(slowest).toBeLessThan(TIME);
  expect(allocated).toBeLessThan(MEMORY);
}

test('50,000 damaged NIR files', { timeout }, async () => {
  const folder = join(import.meta.dirname, 'foreign');
  const foreign = ['snntorch', 'norse-v114', 'rockpool'].map(
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

test('30,000 damaged safetensors files', { timeout }, async () => {
  const { model } = await portable(PLANS.stacked!);
  const intact = encodePortable(model, 1, 'safetensors');
  const tally = readDamaged([intact], 30_000, ['artifact'], (bytes) =>
    decodePortable(bytes, 'safetensors', 'damaged.safetensors', MEMORY),
  );
  expectBounded(tally, 10_000);
});

test('30,000 damaged npz files', { timeout }, async () => {
  const { model } = await portable(PLANS.stacked!);
  const intact = encodePortable(model, 1, 'npz');
  const tally = readDamaged([intact], 30_000, ['data', 'artifact'], (bytes) =>
    decodePortable(bytes, 'npz', 'damaged.npz', MEMORY),
  );
  expectBounded(tally, 10_000);
});

test('an architecture that is larger than its file is refused before it is built', async () => {
  const { model } = await portable(PLANS.dense!);
  const { tensors, metadata } = decodeSafetensors(encodePortable(model, 1, 'safetensors'), 'x');
  for (const hidden of [
    { kind: 'dense', neurons: 100_000 },
    { kind: 'feedforward', neurons: 2 ** 50 },
  ]) {
    const architecture = JSON.stringify({ ...model.architecture, hidden: [hidden] });
    const file = encodeSafetensors(tensors, { ...metadata, architecture });
    expect(() => decodePortable(file, 'safetensors', 'x', MEMORY)).toThrow(
      /bytes of memory|architecture is impossible/,
    );
  }
});

test('an archive of zeros that unpacks to more than is allowed is refused before it is unpacked', () => {
  const zeros = new Float32Array(2 ** 20);
  const bytes = encodeNpz({ 'hidden.0.feedforward': { shape: [zeros.length], data: zeros } });
  expect(bytes.length).toBeLessThan(10_000);
  expect(() => decodePortable(bytes, 'npz', 'x', 2 ** 20)).toThrow(/4194\d+ bytes of memory/);
});
