/** What a cache file holds besides the samples: JSON, in columns to be compact. */

import type { Sensor } from '../../events/address-events.ts';
import type { Preprocessing } from '../../events/preprocessing.ts';
import type { SkippedRecording, WarningLog } from '../../events/warnings.ts';
import type { RecordingInfo, Split } from '../../sources/recording-set.ts';

export interface Metadata {
  readonly name: string;
  readonly description: string;
  readonly classNames: readonly string[];
  readonly sensor: Sensor;
  /** [samples] */
  readonly ids: readonly string[];
  readonly splits: readonly (Split | null)[];
  readonly speakers: readonly (string | null)[];
  readonly skipped: readonly SkippedRecording[];
  readonly warnings: WarningLog;
  readonly preprocessing: Preprocessing;
}

/** The columns that describe recordings. */
export function recordingColumns(
  recordings: readonly RecordingInfo[],
): Pick<Metadata, 'ids' | 'splits' | 'speakers'> {
  return {
    ids: recordings.map(({ id }) => id),
    splits: recordings.map(({ split }) => split),
    speakers: recordings.map(({ speaker }) => speaker),
  };
}

/** @param labels [samples] */
export function recordingInfos(
  { ids, splits, speakers }: Metadata,
  labels: Uint32Array,
): RecordingInfo[] {
  return ids.map((id, k) => ({
    id,
    label: labels[k]!,
    split: splits[k]!,
    speaker: speakers[k]!,
  }));
}
