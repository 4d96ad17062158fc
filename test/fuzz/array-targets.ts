/** The decoders of NumPy's files, as targets. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeNpy } from '../../src/formats/npy.ts';
import { decodeNpz } from '../../src/formats/npz.ts';
import { encodeNpy, encodeNpz } from '../data/helpers.ts';
import type { FuzzTarget } from './target.ts';

const FIXTURES = 'test/fixtures/formats';

const npyArray: FuzzTarget = {
  id: 'npy-array',
  seeds: () => [
    ...readdirSync(FIXTURES)
      .filter((name) => name.endsWith('.npy'))
      .sort()
      .map((name) => new Uint8Array(readFileSync(join(FIXTURES, name)))),
    encodeNpy('u2', [1, 2, 3]),
    encodeNpy('f2', [], [0]),
  ],
  run: (input) => {
    const { shape, data } = decodeNpy(input, 'input');
    const expected = shape.reduce((product, length) => product * length, 1);
    return data.length === expected ? null : `${data.length} elements of shape ${shape}`;
  },
};

const npz: FuzzTarget = {
  id: 'npz',
  seeds: () => [
    encodeNpz({ a: encodeNpy('u2', [1, 2, 3]), b: encodeNpy('f8', [0.5, 1.5]) }),
    encodeNpz({ a: encodeNpy('i8', new Array(500).fill(7)), b: encodeNpy('u1', [1]) }),
  ],
  run: (input) => {
    const arrays = decodeNpz(input, 'input', ['a', 'b']);
    return arrays.size === 2 ? null : `${arrays.size} arrays`;
  },
};

export const ARRAY_TARGETS: readonly FuzzTarget[] = [npyArray, npz];
