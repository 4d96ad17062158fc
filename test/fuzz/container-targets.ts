/** The readers of containers: zip archives, safetensors, IDX. */
import { zipSync } from 'fflate';
import { LIMITS } from '../../src/core/limits.ts';
import type { Random } from '../../src/core/random.ts';
import { decodeIdx } from '../../src/formats/idx.ts';
import { decodeSafetensors, encodeSafetensors } from '../../src/formats/safetensors.ts';
import { readZip } from '../../src/formats/zip.ts';
import { encodeIdx } from '../data/helpers.ts';
import { damageJson } from './json-damage.ts';
import { bytesOf, type FuzzTarget } from './target.ts';

const zip: FuzzTarget = {
  id: 'zip',
  seeds: () => [
    zipSync({ 'a.txt': bytesOf('stored'), 'b/c.npy': new Uint8Array(300) }, { level: 0 }),
    zipSync({ 'a.txt': bytesOf('packed '.repeat(50)), __proto__: new Uint8Array(5000) }),
    zipSync({}, { comment: 'nothing' } as object),
  ],
  run: (input) => {
    const members = readZip(input, 'input');
    const total = members.reduce((sum, { size }) => sum + size, 0);
    if (total > LIMITS.archiveBytes) return `${total} bytes unpacked`;
    for (const { name, size, extract } of members) {
      const { length } = extract();
      if (length !== size) return `${name} has ${length} bytes, not ${size}`;
    }
    return null;
  },
};

const seedTensors = () =>
  encodeSafetensors(
    {
      'hidden.0.feedforward': { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
      labels: { shape: [4], data: Uint32Array.of(1, 2, 3, 4) },
      nothing: { shape: [0, 5], data: new Float64Array(0) },
      one: { shape: [], data: Float64Array.of(0.5) },
    },
    { format: 'motifsmith', step_ms: '1' },
  );

/** A sound length before a header that is not. */
export function craftSafetensors(random: Random, seeds: readonly Uint8Array[]): Uint8Array {
  const seed = seeds[random.integer(seeds.length)]!;
  const view = new DataView(seed.buffer, seed.byteOffset, seed.length);
  const length = Number(view.getBigUint64(0, true));
  const text = new TextDecoder().decode(seed.subarray(8, 8 + length));
  const header = bytesOf(damageJson([text], random));
  const bytes = new Uint8Array(8 + header.length + seed.length - 8 - length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  bytes.set(seed.subarray(8 + length), 8 + header.length);
  return bytes;
}

const safetensors: FuzzTarget = {
  id: 'safetensors',
  kinds: ['artifact'],
  seeds: () => [seedTensors()],
  craft: craftSafetensors,
  run: (input) => {
    const { tensors } = decodeSafetensors(input, 'input');
    for (const [name, { shape, data }] of Object.entries(tensors)) {
      const expected = shape.reduce((product, length) => product * length, 1);
      if (data.length !== expected) return `${name}: ${data.length} elements of shape ${shape}`;
    }
    return null;
  },
};

const idx: FuzzTarget = {
  id: 'idx',
  seeds: () => [
    encodeIdx([2, 3, 3], new Uint8Array(18).fill(7)),
    encodeIdx([5], [0, 1, 2, 3, 9]),
    encodeIdx([0], []),
  ],
  run: (input) => {
    const { shape, data } = decodeIdx(input, 'input');
    const expected = shape.reduce((product, length) => product * length, 1);
    return data.length === expected ? null : `${data.length} elements of shape ${shape}`;
  },
};

export const CONTAINER_TARGETS: readonly FuzzTarget[] = [zip, safetensors, idx];
