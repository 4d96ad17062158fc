/** Files that people take for recordings and that are not read: what each is, and what to do about it. */
import { MotifsmithError } from '../../core/errors.ts';
import { evtVersion, readPropheseeHeader } from './prophesee-header.ts';
import { EVENT_FORMATS } from './registry.ts';
import { beginsWith } from './text-header.ts';

interface Unread {
  readonly matches: (head: Uint8Array, name: string) => boolean;
  readonly problem: string;
  readonly remedy: string;
}

/** Endings of recordings that no format has, so that they are not passed over in folders of recordings. */
export const UNREAD_EXTENSIONS: readonly string[] = ['.db3'];

const isNamed = (name: string, extension: string) => name.toLowerCase().endsWith(extension);

/** Of little-endian numbers (type 0 to 59, in steps of 10), with a name of at least a letter and the zero behind it. */
const isMat4 = (head: Uint8Array) =>
  head.length > 20 && head[0]! < 60 && head[0]! % 10 === 0 && [1, 2, 3].every((k) => head[k] === 0);

const TEXT = /\.(csv|tsv|txt)$/i;

const UNREAD: readonly Unread[] = [
  {
    matches: (head) => head.length === 0,
    problem: 'The file is empty.',
    remedy: 'Copy or download the file again.',
  },
  {
    matches: (head, name) => isNamed(name, '.mat') && isMat4(head),
    problem: 'The MAT-file is in version 4, which is not read.',
    remedy: 'Save it in version 7: save FILE -v7 in MATLAB, scipy.io.savemat(…, format="5").',
  },
  {
    matches: (head) => beginsWith(head, 'version https://git-lfs.github.com'),
    problem: 'The file is a Git LFS pointer, not the recording itself.',
    remedy: 'Fetch the recording: git lfs pull.',
  },
  {
    matches: (head, name) =>
      TEXT.test(name) &&
      ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)),
    problem: 'The table is in UTF-16, as Excel and PowerShell write text, which is not read.',
    remedy: 'Save it as UTF-8 or ASCII.',
  },
  {
    matches: (head) => beginsWith(head, '#!AER-DAT1.0'),
    problem: 'The file is in AEDAT 1.0, which is not read.',
    remedy: 'Open it in jAER and save it as AEDAT 2.0.',
  },
  {
    matches: (head) => beginsWith(head, '#!AER-DAT3.0'),
    problem: 'The file is in AEDAT 3.0, which is not read.',
    remedy: 'Convert it to AEDAT 3.1 with cAER, or to AEDAT 4 with DV.',
  },
  {
    matches: (head) => beginsWith(head, '#!AER-DAT'),
    problem: 'The file is in a version of AEDAT that is not read.',
    remedy: 'Convert it to AEDAT 4 with DV.',
  },
  {
    matches: (head, name) => isNamed(name, '.db3') || beginsWith(head, 'SQLite format 3'),
    problem:
      'The file is a database of SQLite, as ROS 2 records by default before Iron, which is not read.',
    remedy:
      'Convert it to MCAP: mcap convert FILE.db3 FILE.mcap; or ros2 bag convert -i FILE.db3 -o mcap.yaml, with output_bags: [{uri: FOLDER, storage_id: mcap, all: true}] in mcap.yaml.',
  },
  {
    matches: (head, name) =>
      isNamed(name, '.raw') && head[0] === 0x25 && evtVersion(readPropheseeHeader(head)) !== null,
    problem: 'The file is in an EVT encoding that is not read.',
    remedy: 'Convert it to EVT 3.0 or to .dat, e.g. with metavision_file_to_dat.',
  },
  {
    matches: (head, name) => isNamed(name, '.raw') && head[0] !== 0x25,
    problem:
      'The file has no Prophesee header (lines that begin with %), so its encoding is unknown.',
    remedy:
      'Record it again with its header, or put the header of another recording of that camera before it.',
  },
];

/**
 * The error about a file in none of the formats that are read, by name where it is known.
 * @param head the first bytes of the file
 * @param name of the file
 * @param file names it in the error
 */
export function unreadFile(head: Uint8Array, name: string, file: string): MotifsmithError {
  const known = UNREAD.find(({ matches }) => matches(head, name));
  return new MotifsmithError(
    'data',
    known?.problem ?? 'The file is in no known format of event recordings.',
    {
      where: `${file}, byte 0`,
      remedy:
        known?.remedy ?? `Known formats: ${EVENT_FORMATS.map(({ title }) => title).join('; ')}.`,
    },
  );
}

/** Whether a file is one that people take for a recording, though it is not read. */
export function isKnownUnread(head: Uint8Array, name: string): boolean {
  return UNREAD.some(({ matches }) => matches(head, name));
}
