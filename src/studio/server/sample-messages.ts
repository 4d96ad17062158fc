/** What the server and a process that holds a data set say to each other. */
import type { ApiError, Sample, SampleList, SplitName } from '../api.ts';

/** Which samples are wanted. */
export type SampleQuestion =
  | {
      readonly ask: 'list';
      readonly split: SplitName;
      readonly from: number;
      /** Samples in the answer at most. */
      readonly most: number;
    }
  | {
      readonly ask: 'sample';
      readonly split: SplitName;
      readonly index: number;
      /** Events and steps of a sample at most. */
      readonly most: number;
    };

export interface ToReader {
  readonly number: number;
  /** A run with these data. */
  readonly folder: string;
  readonly question: SampleQuestion;
}

export interface FromReader {
  readonly number: number;
  readonly answer: SampleList | Sample | ApiError;
}
