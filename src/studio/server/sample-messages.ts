/** What the server and a process that holds the data of a run say to each other. */
import type { RunSample, SampleList, SplitName } from '../api/samples.ts';

/** Which samples are wanted, of a run with these data. */
export type SampleQuestion = { readonly folder: string } & (
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
    }
  | {
      readonly ask: 'sound';
      readonly split: SplitName;
      readonly index: number;
      /** Bytes of the sound at most. */
      readonly most: number;
    }
);

/** A file of RIFF/WAVE, in base64. */
export interface SampleSound {
  readonly wav: string;
}

export type SampleAnswer = SampleList | RunSample | SampleSound;
