/** HDF5 for the fuzzer: everything is read that N-TIDIGITS, SHD and `odd.h5` hold. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Hdf5File } from '../../src/formats/libhdf5/hdf5.ts';
import type { Hdf5Reader } from '../../src/formats/libhdf5/hdf5-reader.ts';
import { memoryStore } from '../data/sources/memory-store.ts';
import type { FuzzTarget } from './target.ts';

const FIXTURES = 'test/fixtures/hdf5';
const SEEDS = ['n-tidigits.hdf5', 'shd_train.h5', 'shd_test.h5', 'odd.h5'];
/** A loop without end costs the run this much, ms. */
const PATIENCE_MS = 250;

const READS: readonly ((reader: Hdf5Reader) => number)[] = [
  ...['labels', 'extra/speaker', 'empty', 'numbers/f2', 'numbers/i8be', 'bomb', 'elsewhere'].map(
    (path) => (reader: Hdf5Reader) =>
      reader.has(path) ? reader.numbers(path).length - reader.length(path) : 0,
  ),
  ...['extra/keys', 'train_labels', 'test_labels', 'strings/fixed', 'strings/variable'].map(
    (path) => (reader: Hdf5Reader) =>
      reader.has(path) ? reader.strings(path).length - reader.length(path) : 0,
  ),
  ...['spikes/times', 'spikes/units', 'ragged'].map((path) => (reader: Hdf5Reader) => {
    const rows = reader.has(path) ? Math.min(8, reader.length(path)) : 0;
    for (let row = 0; row < rows; row++) reader.row(path, row);
    return 0;
  }),
  (reader) => {
    const names = reader.has('train_labels') ? reader.strings('train_labels').slice(0, 4) : [];
    for (const name of names) {
      for (const part of ['addresses', 'timestamps']) reader.numbers(`train_${part}/${name}`);
    }
    return 0;
  },
];

export const HDF5_TARGET: FuzzTarget = {
  id: 'hdf5',
  shortRun: 500,
  // The library is compiled, and compiled better, beside the inputs at hand.
  slowMs: 10_000,
  seeds: () => SEEDS.map((name) => new Uint8Array(readFileSync(join(FIXTURES, name)))),
  async run(input) {
    const file = await Hdf5File.open(memoryStore({ input }), 'input', PATIENCE_MS);
    let refusal: unknown = null;
    let surplus = 0;
    for (const read of READS) {
      // One part that is damaged must not keep the others from being read.
      surplus += await file.read(read).catch((error: unknown) => {
        refusal ??= error;
        return 0;
      });
    }
    file.close();
    if (refusal !== null) throw refusal;
    return surplus === 0 ? null : `${surplus} elements more than declared`;
  },
};
