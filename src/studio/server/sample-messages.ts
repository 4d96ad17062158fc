/** What the server asks a process that holds the data of a run. */
import type { SplitName } from '../api.ts';

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
);
