/** HDF5 for the fuzzer: everything is read that recordings and the files of all features hold. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MotifsmithError } from '../../src/core/errors.ts';
import { openBytes } from '../../src/formats/file-store.ts';
import { Hdf5Dataset, type Hdf5Group, openHdf5 } from '../../src/formats/hdf5/reader.ts';
import type { FuzzTarget } from './target.ts';

const FIXTURES = 'test/fixtures/hdf5';
const SEEDS = ['n-tidigits.hdf5', 'shd_train.h5', 'shd_test.h5', 'odd.h5'].concat([
  'earliest.h5',
  'v110.h5',
  'latest.h5',
]);
/** Data sets that one input may have read: the features are more than a mutation reaches. */
const MOST_READS = 60;
const DEEPEST = 3;
/** Checksums that are put right in one input. */
const MOST_REPAIRS = 40;
const WRONG_CHECKSUM = /a checksum is \d+ where the content has (\d+)/;

export const HDF5_TARGET: FuzzTarget = {
  id: 'hdf5',
  share: 0,
  shortRun: 500,
  seeds: () => SEEDS.map((name) => new Uint8Array(readFileSync(join(FIXTURES, name)))),
  run(input, random) {
    // Checksums would keep most damage from the code behind them, so half of the time they are made
    // to fit it, as an enemy would.
    let repairs = random.integer(2) * MOST_REPAIRS;
    const start = random.integer(1000);
    for (;;) {
      try {
        return readAll(input, start);
      } catch (error) {
        if (repairs-- <= 0 || !repair(input, error)) throw error;
      }
    }
  },
};

/** Puts the checksum right that an error complains of. */
function repair(input: Uint8Array, error: unknown): boolean {
  if (!(error instanceof MotifsmithError)) return false;
  const computed = WRONG_CHECKSUM.exec(error.message)?.[1];
  const at = /byte (\d+)$/.exec(error.where ?? '')?.[1];
  if (computed === undefined || at === undefined) return false;
  const view = new DataView(input.buffer, input.byteOffset, input.length);
  view.setUint32(Number(at), Number(computed), true);
  return true;
}

/**
 * Reads data sets, one that is damaged notwithstanding the others.
 * @param start which of the members come first
 * @throws the first refusal, after all were tried
 */
function readAll(input: Uint8Array, start: number): string | null {
  const options = { name: 'input', kind: 'data', mostBytes: 2 ** 22, limit: 'each' } as const;
  let reads = 0;
  let refusal: unknown = null;
  let problem: string | null = null;
  const attempt = (action: () => void): void => {
    try {
      action();
    } catch (error) {
      refusal ??= error;
    }
  };
  const visit = (group: Hdf5Group, depth: number): void => {
    const { names } = group;
    for (let k = 0; k < names.length && reads < MOST_READS; k++) {
      attempt(() => {
        const member = group.open(names[(k + start) % names.length]!);
        reads += 1;
        if (member instanceof Hdf5Dataset) problem ??= readDataset(member);
        else if (member !== undefined && depth < DEEPEST) visit(member, depth + 1);
      });
    }
  };
  const root = openHdf5(openBytes(input), options);
  attempt(() => visit(root, 0));
  if (refusal !== null) throw refusal;
  return problem;
}

/** Reads numbers and strings, or the first sequences. @returns what is wrong with them, or null */
function readDataset(dataset: Hdf5Dataset): string | null {
  const { shape } = dataset;
  let sequences = false;
  let elements = 0;
  try {
    const first = Math.max(0, (shape[0] ?? 1) - 1000);
    const { shape: read, data } = dataset.read(first);
    elements = read.reduce((all, length) => all * length, 1) - data.length;
  } catch (error) {
    sequences = /one by one/.test((error as Error).message);
    if (!sequences) throw error;
  }
  if (sequences) for (let k = 0; k < Math.min(8, shape[0]!); k++) dataset.sequence(k);
  return elements === 0 ? null : `${elements} elements more than declared`;
}
