/**
 * N-TIDIGITS (Anumula et al. 2018): spoken digits, TIDIGITS played to a silicon cochlea of 64
 * channels. One HDF5 file: for each split `<split>_labels`, the names of its recordings, and under
 * each name `<split>_addresses/<name>`, channels, and `<split>_timestamps/<name>`, seconds. A name is
 * `<gender>-<speaker>-<take>-<digits>`; the digits are z (zero), 1 to 9 and o (oh).
 */

import type { FileEntry, FileStore } from '../../../formats/file-store.ts';
import type { AddressEvents, Sensor } from '../../events/address-events.ts';
import type { OnWarning } from '../../events/warnings.ts';
import { fileNamed, filesNamed } from '../files-by-name.ts';
import type { RecordingInfo, RecordingSet, Split } from '../recording-set.ts';
import type { RecordingSetFormat, SetOptions } from '../set-format.ts';
import { cochleaEvents, damaged } from './cochlea-events.ts';
import { ColumnFile } from './hdf5-columns.ts';

const FILE = 'n-tidigits.hdf5';
const SENSOR: Sensor = { width: 64, height: 1, polarities: 1 };
/** In the order of their values; "oh" is the second word for 0. */
const DIGITS = ['z', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'o'];

/** The recordings of a single digit, as they are commonly used. */
export const nTidigits: RecordingSetFormat = {
  id: 'n-tidigits',
  title: 'N-TIDIGITS, single digits: n-tidigits.hdf5, 64 channels, 11 classes',
  matches: (files: readonly FileEntry[]) => filesNamed(files, FILE).length > 0,
  open: (store, options) => openNTidigits(store, false, options),
};

/** All recordings; every string of digits that occurs is a class. Chosen by name only. */
export const nTidigitsStrings: RecordingSetFormat = {
  id: 'n-tidigits-strings',
  title: 'N-TIDIGITS, all strings of one to seven digits: one class a string',
  matches: () => false,
  open: (store, options) => openNTidigits(store, true, options),
};

interface Named {
  readonly split: Split;
  readonly name: string;
  readonly digits: string;
  readonly speaker: string | null;
}

async function openNTidigits(
  store: FileStore,
  strings: boolean,
  options: SetOptions,
): Promise<RecordingSet> {
  const { path } = fileNamed(await store.list(), FILE, store.root);
  const file = await ColumnFile.open(store, path);
  try {
    const all = [...list(file, 'train'), ...list(file, 'test')];
    const recordings = strings ? all : all.filter(({ digits }) => digits.length === 1);
    return new NTidigits(file, recordings, strings, options);
  } catch (error) {
    file.close();
    throw error;
  }
}

function list(file: ColumnFile, split: Split): Named[] {
  const labels = file.column(`${split}_labels`);
  const seen = new Set<string>();
  return labels.strings().map((name, k) => {
    const where = `${labels.where}, element ${k}`;
    const parts = name.split('-');
    const digits = parts.at(-1)!;
    // A slash would lead to another data set.
    if (parts.length < 2 || name.includes('/') || !/^[1-9oz]+$/.test(digits)) {
      throw damaged(`The name "${name.slice(0, 80)}" does not end in -<digits>.`, where);
    }
    if (seen.has(name)) throw damaged(`The name "${name}" appears twice.`, where);
    seen.add(name);
    return { split, name, digits, speaker: parts.length === 4 ? `${parts[0]}-${parts[1]}` : null };
  });
}

class NTidigits implements RecordingSet {
  readonly name: string;
  readonly description: string;
  readonly classNames: readonly string[];
  readonly sensor = SENSOR;
  readonly recordings: readonly RecordingInfo[];
  readonly warnings = [];
  readonly #file: ColumnFile;
  readonly #named: readonly Named[];
  readonly #options: SetOptions;

  constructor(file: ColumnFile, named: readonly Named[], strings: boolean, options: SetOptions) {
    this.#options = options;
    this.#file = file;
    this.#named = named;
    this.name = strings ? nTidigitsStrings.id : nTidigits.id;
    this.description = `Spoken ${
      strings ? 'strings of digits' : 'digits'
    } played to a silicon cochlea of 64 channels.`;
    this.classNames = strings ? [...new Set(named.map(({ digits }) => digits))].sort() : DIGITS;
    const labels = new Map(this.classNames.map((digits, label) => [digits, label]));
    this.recordings = named.map(({ split, name, digits, speaker }) => ({
      id: `${split}/${name}`,
      label: labels.get(digits)!,
      split,
      speaker,
    }));
  }

  async read(index: number, onWarning: OnWarning = () => {}): Promise<AddressEvents> {
    const { split, name } = this.#named[index]!;
    const column = (part: string) => {
      const stored = this.#file.column(`${split}_${part}/${name}`);
      return { where: stored.where, values: stored.numbers() };
    };
    const options = { ...this.#options, onWarning };
    return cochleaEvents(column('timestamps'), column('addresses'), SENSOR, options);
  }

  async close(): Promise<void> {
    this.#file.close();
  }
}
