/**
 * The record of a member as a report needs it: epochs, probes, cuts and candidates on one time axis.
 * Single iterations are left to other tools; a report shows epochs.
 */
import { join } from 'node:path';
import { exists } from '../../files/read.ts';
import { readMetrics } from '../../run/metrics-reader.ts';
import type { EventOf } from '../../run/schema/events.ts';
import { RUN_FILES } from '../../run/schema/run-files.ts';
import type { StageSpan } from '../../view/figures/epoch-curves.ts';

type SearchEpoch = Extract<EventOf<'epoch'>, { readonly layers: unknown }>;

/** Figures of an epoch; those of the supernet are empty outside a search. */
export type EpochRecord = Omit<EventOf<'epoch'>, 'layers' | 'intrinsic'> &
  Pick<SearchEpoch, 'layers' | 'intrinsic'> & {
    /** Epochs of this and all earlier stages, from 1: the time axis of figures. */
    readonly position: number;
  };
/** A probe after an epoch; types are those of a search. */
export type ProbeRecord = Omit<EventOf<'probe'>, 'types'> & {
  readonly types: NonNullable<EventOf<'probe'>['types']>;
  readonly position: number;
};
export type CutRecord = EventOf<'cut'>;
export type CandidateRecord = EventOf<'candidate'>;

export interface History {
  readonly epochs: readonly EpochRecord[];
  readonly probes: readonly ProbeRecord[];
  readonly cuts: readonly CutRecord[];
  readonly candidates: readonly CandidateRecord[];
  readonly stages: readonly StageSpan[];
  /** Where the final training ended; null without early stopping, or before. */
  readonly kept: EventOf<'kept'> | null;
  /** What the liquid was brought to; null without a liquid, or if it was not calibrated. */
  readonly calibrated: EventOf<'calibrated'> | null;
}

/** Candidates of the random strategy have stages of their own, which a report does not draw. */
const isDrawn = (stage: string): boolean => !stage.startsWith('candidate.');

/**
 * Reads the record of a member, line by line. A member that has not started has none.
 * @param finished whether all of the record has been written
 * @throws MotifsmithError `artifact` naming the line and the field that are not valid
 */
export async function readHistory(folder: string, finished: boolean): Promise<History> {
  const epochs: EpochRecord[] = [];
  const probes: ProbeRecord[] = [];
  const cuts: CutRecord[] = [];
  const candidates: CandidateRecord[] = [];
  const stages: { stage: string; first: number; last: number }[] = [];
  let kept: EventOf<'kept'> | null = null;
  let calibrated: EventOf<'calibrated'> | null = null;
  const file = join(folder, RUN_FILES.metrics);
  if (!(await exists(file))) return { epochs, probes, cuts, candidates, stages, kept, calibrated };
  const lines = readMetrics(file, {
    damage: 'throw',
    run: finished ? 'finished' : 'open',
    kinds: ['epoch', 'probe', 'cut', 'candidate', 'kept', 'calibrated'],
  });
  for await (const { event } of lines) {
    switch (event.event) {
      case 'epoch': {
        if (!isDrawn(event.stage)) break;
        const position = epochs.length + 1;
        const span = stages.at(-1);
        if (span?.stage === event.stage) span.last = position;
        else stages.push({ stage: event.stage, first: position, last: position });
        epochs.push({ layers: [], intrinsic: [], ...event, position });
        break;
      }
      case 'probe': {
        const span = stages.findLast(({ stage }) => stage === event.stage);
        if (span === undefined) break;
        const position = span.first + event.epoch - 1;
        probes.push({ ...event, types: event.types ?? [], position });
        break;
      }
      case 'cut':
        cuts.push(event);
        break;
      case 'candidate':
        candidates.push(event);
        break;
      case 'kept':
        kept = event;
        break;
      case 'calibrated':
        calibrated = event;
        break;
    }
  }
  return { epochs, probes, cuts, candidates, stages, kept, calibrated };
}
