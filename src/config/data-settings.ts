/** The settings of data that a command or a page is given: a path, and what is asked for besides. */
import { MotifsmithError } from '../core/errors.ts';
import { checkConfig } from './load.ts';
import { applySet, type ConfigLayer } from './merge.ts';
import type { ExperimentConfig } from './schema.ts';

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
