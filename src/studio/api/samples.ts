/** Samples of a run's data, and their events. */

export type SplitName = 'test' | 'train' | 'validation';

export interface SampleList {
  readonly samples: readonly {
    readonly index: number;
    readonly label: number;
    readonly steps: number;
  }[];
  /** Samples in the split; a reply holds a few hundred of them, from sample `from` on. */
  readonly total: number;
  readonly classNames: readonly string[];
  readonly inputs: number;
  /** Length of a step, ms. */
  readonly stepMs: number;
}

/** Events by step: those of step t are `channels[offsets[t] … offsets[t + 1])`. */
export interface Sample {
  readonly label: number;
  /** T */
  readonly steps: number;
  /** [T + 1] */
  readonly offsets: readonly number[];
  /** [events] ascending within a step; one that is listed twice occurred twice. */
  readonly channels: readonly number[];
}

/** A sample of a run's data. */
export interface RunSample extends Sample {
  /** Name of its recording in the data set; null if it is none. */
  readonly recording: string | null;
  /** Whether it was a sound file, which `sound` sends. */
  readonly hasSound: boolean;
}
