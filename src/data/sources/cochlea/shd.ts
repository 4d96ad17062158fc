/**
 * The Heidelberg sets (Cramer et al. 2020): spoken digits (SHD) and speech commands (SSC) as spikes
 * of a simulated cochlea of 700 channels. One HDF5 file a part, each with `spikes/times` (ragged,
 * seconds, halves), `spikes/units` (ragged), `labels`, and where they are given `extra/speaker` and
 * the names of the classes, `extra/keys`. A set has two splits and validation is cut from the first,
 * so the validation part of SSC counts as training.
 */

import { LIMITS } from '../../../core/limits.ts';
import type { FileEntry, FileStore } from '../../../formats/file-store.ts';
import type { AddressEvents, Sensor } from '../../events/address-events.ts';
import type { DecodeWarning, OnWarning } from '../../events/warnings.ts';
import { repeatedName } from '../distinct-names.ts';
import { fileNamed, filesNamed } from '../files-by-name.ts';
import type { RecordingInfo, RecordingSet, Split } from '../recording-set.ts';
import type { RecordingSetFormat, SetOptions } from '../set-format.ts';
import { cochleaEvents, damaged } from './cochlea-events.ts';
import { ColumnFile, type StoredColumn } from './hdf5-columns.ts';

const SENSOR: Sensor = { width: 700, height: 1, polarities: 1 };

interface Kind {
  readonly id: string;
  readonly description: string;
  readonly classes: number;
  /** File of each part and the split that it belongs to. */
  readonly parts: readonly (readonly [part: string, split: Split])[];
}

export const shd = format('Spiking Heidelberg Digits: shd_train.h5 and shd_test.h5, 20 classes', {
  id: 'shd',
  description:
    'Spoken English and German digits, as spikes of a simulated cochlea of 700 channels.',
  classes: 20,
  parts: [
    ['train', 'train'],
    ['test', 'test'],
  ],
});

export const ssc = format('Spiking Speech Commands: ssc_{train,valid,test}.h5, 35 classes', {
  id: 'ssc',
  description:
    'Spoken commands, as spikes of a simulated cochlea of 700 channels; the validation part counts as training.',
  classes: 35,
  parts: [
    ['train', 'train'],
    ['valid', 'train'],
    ['test', 'test'],
  ],
});

function format(title: string, kind: Kind): RecordingSetFormat {
  const names = kind.parts.map(([part]) => fileName(kind, part));
  return {
    id: kind.id,
    title,
    matches: (files: readonly FileEntry[]) =>
      names.some((name) => filesNamed(files, name).length > 0),
    open: (store, options) => openParts(store, kind, options),
  };
}

function fileName({ id }: Kind, part: string): string {
  return `${id}_${part}.h5`;
}

/** Where a recording is. */
interface Place {
  readonly times: StoredColumn;
  readonly units: StoredColumn;
  readonly row: number;
}

async function openParts(store: FileStore, kind: Kind, options: SetOptions): Promise<RecordingSet> {
  const files: ColumnFile[] = [];
  const set = new Heidelberg(kind, files, options);
  try {
    const entries = await store.list();
    for (const [part, split] of kind.parts) {
      const { path } = fileNamed(entries, fileName(kind, part), store.root);
      const file = await ColumnFile.open(store, path);
      files.push(file);
      set.add(file, part, split);
    }
    return set;
  } catch (error) {
    await set.close();
    throw error;
  }
}

class Heidelberg implements RecordingSet {
  readonly name: string;
  readonly description: string;
  readonly sensor = SENSOR;
  readonly recordings: RecordingInfo[] = [];
  readonly warnings: DecodeWarning[] = [];
  classNames: readonly string[];
  readonly #files: readonly ColumnFile[];
  readonly #places: Place[] = [];
  readonly #options: SetOptions;

  constructor(
    { id, description, classes }: Kind,
    files: readonly ColumnFile[],
    options: SetOptions,
  ) {
    this.name = id;
    this.description = description;
    this.classNames = Array.from({ length: classes }, (_, label) => String(label));
    this.#files = files;
    this.#options = options;
  }

  /** Lists the recordings of one part. @throws MotifsmithError `data` */
  add(file: ColumnFile, part: string, split: Split): void {
    const labelColumn = file.column('labels');
    const count = labelColumn.length;
    if (count > LIMITS.recordings) {
      throw damaged(`The file claims ${count} recordings.`, labelColumn.where);
    }
    const [times, units] = [file.column('spikes/times'), file.column('spikes/units')];
    const speakerColumn = file.find('extra/speaker');
    for (const column of [times, units, speakerColumn]) {
      if (column === null || column.length === count) continue;
      throw damaged(`There are ${count} labels, but ${column.length} here.`, column.where);
    }
    const labels = labelColumn.numbers();
    const speakers = speakerColumn?.numbers() ?? null;
    for (let row = 0; row < count; row++) {
      const label = labels[row]!;
      if (!(Number.isInteger(label) && label >= 0 && label < this.classNames.length)) {
        throw damaged(
          `A label is ${label}, not one of 0 … ${this.classNames.length - 1}.`,
          `${labelColumn.where}, element ${row}`,
        );
      }
      const speaker = speakers === null ? null : String(speakers[row]!);
      this.recordings.push({ id: `${part}/${row}`, label, split, speaker });
      this.#places.push({ times, units, row });
    }
    const keys = split === 'train' ? file.find('extra/keys') : null;
    if (keys !== null) this.#takeNames(keys);
  }

  #takeNames(keys: StoredColumn): void {
    const names = keys.strings();
    if (names.length === this.classNames.length && repeatedName(names) === null) {
      this.classNames = names;
      return;
    }
    const what = `${names.length} names of classes, or some alike, for ${this.classNames.length}`;
    this.warnings.push({ where: keys.where, what });
  }

  async read(index: number, onWarning: OnWarning = () => {}): Promise<AddressEvents> {
    const { times, units, row } = this.#places[index]!;
    const column = (stored: StoredColumn) => ({
      where: `${stored.where}, row ${row}`,
      values: stored.row(row),
    });
    return cochleaEvents(column(times), column(units), SENSOR, { ...this.#options, onWarning });
  }

  async close(): Promise<void> {
    for (const file of this.#files) file.close();
  }
}
