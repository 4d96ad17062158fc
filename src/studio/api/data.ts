/** What the server says of data that a run could be started on. */
import type { RunKind } from '../../view/run-kinds.ts';
import type { ApiError } from './protocol.ts';
import type { Sample } from './samples.ts';

/** A folder or a file of data. */
export interface FolderEntry {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly kind: 'folder' | 'file';
  /** Of a file. */
  readonly bytes: number | null;
}

export interface FolderList {
  /** Null for the folders in which data may be looked for, which are then the entries. */
  readonly path: string | null;
  /** The folder above, if it may be looked into; null otherwise. */
  readonly above: string | null;
  /** Folders first, each kind by name. */
  readonly entries: readonly FolderEntry[];
  /** Files and folders beyond those listed; of a folder that was not read to its end, at least so many. */
  readonly more: number;
  /** Whether there was time for all of it. */
  readonly whole: boolean;
  /** Links and other things that are neither file nor folder, which are not followed. */
  readonly links: number;
}

/** Data: files at a path, or a task that comes with the package. */
export type DataPlace = { readonly path: string } | { readonly task: string };

interface Spread {
  readonly min: number;
  readonly mean: number;
  readonly median: number;
  readonly max: number;
}

/** Some of many findings. */
interface Findings {
  readonly total: number;
  readonly first: readonly { readonly where: string; readonly what: string }[];
}

/** What has been found in data, so far. */
export interface DataFindings {
  /** Several recordings, or one, which has no class. */
  readonly kind: 'set' | 'file';
  /** Name of the format; of a task, `synthetic` or `mnist-saccade`. */
  readonly format: string;
  readonly name: string;
  readonly description: string;
  readonly sensor: { readonly width: number; readonly height: number; readonly polarities: number };
  readonly recordings: number;
  /** By class, in order, as far as they are listed. */
  readonly classes: readonly {
    readonly name: string;
    readonly train: number;
    readonly test: number;
    readonly none: number;
  }[];
  readonly moreClasses: number;
  readonly speakers: number;
  /** Time of the last event of a recording, ms. */
  readonly durationMs: Spread | null;
  /** Events of a recording, and of one per second. */
  readonly events: Spread | null;
  readonly rateHz: Spread | null;
  readonly channels: number;
  readonly activeChannels: number;
  readonly damaged: Findings;
  /** Recordings that can be read, but that a run would refuse. */
  readonly unusable: Findings;
  readonly warnings: Findings;
  /** What was irregular and read as far as possible, a line for each kind. */
  readonly irregularities: readonly string[];
  /** Null if no search could learn from these data, for the reason in `unfit`. */
  readonly suggestion: DataSuggestion | null;
  readonly unfit: ApiError['error'] | null;
}

export interface DataSuggestion {
  readonly train: number;
  readonly test: number;
  /** Length of a step, and steps of the median recording. */
  readonly stepMs: number;
  readonly steps: number;
  /** Channels of the network's input. */
  readonly inputs: number;
  readonly proposals: readonly {
    readonly path: string;
    readonly value: unknown;
    readonly reason?: string;
  }[];
  /** What speaks against expecting much. */
  readonly doubts: readonly string[];
  /** A configuration for each kind of run. */
  readonly kinds: Readonly<Record<RunKind, Readonly<Record<string, unknown>>>>;
}

export interface DataReport {
  /** opening: the files are being listed. reading: recording after recording. */
  readonly state: 'opening' | 'reading' | 'finished' | 'failed';
  /** Recordings read, of all. */
  readonly done: number;
  readonly total: number;
  readonly found: DataFindings | null;
  /** Why it failed; null otherwise. */
  readonly problem: ApiError['error'] | null;
}

/** One recording, to be drawn. */
export interface DataRecording extends Omit<Sample, 'label'> {
  readonly index: number;
  readonly id: string;
  /** Null for a recording without a class. */
  readonly class: string | null;
  readonly split: 'train' | 'test' | null;
  readonly stepMs: number;
  readonly inputs: number;
  /** Events of the recording; of those, every `every`th is among `channels`. */
  readonly events: number;
  readonly every: number;
  readonly durationMs: number;
  /** A camera's images, slice by slice of time, as base64 of a PNG; null for other sensors. */
  readonly picture: string | null;
}
