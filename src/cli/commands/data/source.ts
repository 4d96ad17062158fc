/** The input of the `data` commands: a set of recordings, or a single recording. */
import { checkConfig } from '../../../config/load.ts';
import { applySet, type ConfigLayer } from '../../../config/merge.ts';
import type { ExperimentConfig } from '../../../config/schema.ts';
import { MotifsmithError } from '../../../core/errors.ts';
import { npzEvents } from '../../../data/cameras/npz-events.ts';
import { HEAD_BYTES } from '../../../data/cameras/registry.ts';
import type { RecordingSet } from '../../../data/sources/recording-set.ts';
import { SET_FORMATS } from '../../../data/sources/registry.ts';
import { openSingleRecording } from '../../../data/sources/single-recording.ts';
import { DiskStore } from '../../../data/store/disk.ts';
import { locateSet, type RecordingsOptions } from '../../../data/store/locate.ts';

export interface SourceOptions {
  readonly format?: string;
  readonly skipBad?: boolean;
  readonly salvage?: string;
  /** `data.key=value`, in order. */
  readonly set?: readonly string[];
}

type DataSettings = ExperimentConfig['data'];
/** Settings of a source that has recordings. */
export type SettingsOf<Source extends 'recordings' | 'synthetic'> = Extract<
  DataSettings,
  { source: Source }
>;

/**
 * Settings for recordings at a path, as `search` and `train` would take them.
 * @throws MotifsmithError `usage` naming the key, the value and what is allowed
 */
export function recordingsSettings(
  path: string,
  { format, skipBad, salvage, set = [] }: SourceOptions,
): SettingsOf<'recordings'> {
  const given: Record<string, unknown> = { path };
  if (format !== undefined) given.format = format;
  if (skipBad) given.skipBad = true;
  if (salvage !== undefined) given.salvage = salvage;
  return settingsOf('recordings', given, set);
}

/**
 * @param given settings of the section `data`
 * @param sets `data.key=value`, in order
 * @throws MotifsmithError `usage`
 */
export function settingsOf<Source extends 'recordings' | 'synthetic'>(
  source: Source,
  given: Readonly<Record<string, unknown>>,
  sets: readonly string[],
): SettingsOf<Source> {
  const layers: ConfigLayer[] = [
    { name: 'the command line', value: { data: { source, ...given } } },
  ];
  let raw = layers[0]!.value;
  for (const text of sets) {
    raw = applySet(raw, text);
    layers.push({ name: `--set ${text}`, value: applySet(raw, text) });
  }
  const { data } = checkConfig(raw, layers);
  if (data.source === source) return data as SettingsOf<Source>;
  throw new MotifsmithError('usage', `The source of the data must be ${source} here.`, {
    where: 'data.source',
    remedy: 'Leave data.source out.',
  });
}

export interface OpenedSource {
  /** `set`, or `file` for a single recording. */
  readonly kind: 'set' | 'file';
  /** Name of its format. */
  readonly format: string;
  readonly set: RecordingSet;
}

/**
 * Opens the data at a path. A single file that is not a set becomes a set of one recording without a class.
 * @throws MotifsmithError `data` if there is nothing of a known format
 */
export async function openSource(settings: RecordingsOptions): Promise<OpenedSource> {
  const store = await DiskStore.open(settings.path);
  const [file, ...others] = await store.list();
  const isSet =
    SET_FORMATS.some((format) => format.matches(file ? [file] : [])) &&
    !(file && npzEvents.matches(await store.head(file.path, HEAD_BYTES), file.path, file.size));
  if (settings.format === null && file && others.length === 0 && !isSet) {
    const single = await openSingleRecording(store, file, settings);
    if (single !== null) return { kind: 'file', ...single };
  }
  const located = await locateSet(settings);
  return { kind: 'set', format: located.format.id, set: await located.open() };
}
