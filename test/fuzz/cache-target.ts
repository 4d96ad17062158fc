/** The cache of decoded data, which nobody but this program writes, and which disks damage. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTransform } from '../../src/data/events/transform.ts';
import { buildCache } from '../../src/data/store/cache/build.ts';
import { openCache } from '../../src/data/store/cache/read.ts';
import { madeSet, PLAIN } from '../data/datasets/sets.ts';
import { scratchFolder } from './scratch.ts';
import type { FuzzTarget } from './target.ts';

let path: string | null = null;
const placed = (input: Uint8Array): string => {
  path ??= join(scratchFolder(), 'set.cache');
  writeFileSync(path, input);
  return path;
};

export const CACHE_TARGET: FuzzTarget = {
  id: 'cache',
  seeds: async () => {
    const file = join(scratchFolder(), 'seed.cache');
    const set = madeSet({ count: 4 });
    await buildCache(file, set, createTransform(set.sensor, PLAIN), {}, async () => {});
    return [new Uint8Array(readFileSync(file))];
  },
  run: (input) => {
    const set = openCache(placed(input))!;
    try {
      for (let k = 0; k < set.samples.length; k++) {
        const { steps, offsets, channels } = set.samples.read(k);
        if (offsets.length !== steps + 1) return `${offsets.length} offsets of ${steps} steps`;
        if (offsets[steps] !== channels.length) return `${channels.length} events`;
      }
      return null;
    } finally {
      set.close();
    }
  },
};
