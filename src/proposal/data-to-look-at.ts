/** Opens data of which nothing is known but the path, and says what of their settings is decided by that. */
import {
  recordingsSettings,
  type SettingsOf,
  type SourceOptions,
} from '../config/data-settings.ts';
import { applySet } from '../config/merge.ts';
import { isRecord } from '../core/json.ts';
import { SOUND_FORMATS } from '../data/sources/registry.ts';
import { type OpenedSource, openSource } from '../data/store/open-source.ts';
import { type Proposal, SOUND_GAIN } from './rules.ts';

type Given = { readonly [key: string]: unknown };

/**
 * Opens the data; sound is heard with the gain that the rules propose, unless another is given.
 * @param within folders that links may lead into; null for anywhere
 */
export async function openToLook(
  path: string,
  options: SourceOptions,
  within: readonly string[] | null = null,
): Promise<{ source: OpenedSource; given: Given; settings: SettingsOf<'recordings'> }> {
  const settings = recordingsSettings(path, options);
  const given = givenData(options);
  const source = await openSource(settings, within);
  const isSound = SOUND_FORMATS.some(({ id }) => id === source.format);
  const ear = isRecord(given.ear) ? given.ear : {};
  if (!isSound || ear.gain !== undefined) return { source, given, settings };
  await source.set.close();
  const louder = { ...settings, ear: { ...settings.ear, gain: SOUND_GAIN } };
  return {
    source: await openSource(louder, within),
    given: { ...given, ear: { ...ear, gain: SOUND_GAIN } },
    settings: louder,
  };
}

/** The settings of the data that options give. */
function givenData({ format, skipBad, salvage, set = [] }: SourceOptions): Given {
  const options = {
    ...(format === undefined ? {} : { format }),
    ...(skipBad ? { skipBad } : {}),
    ...(salvage === undefined ? {} : { salvage }),
  };
  const { data } = set.reduce(applySet, { data: options } as Given);
  return isRecord(data) ? data : {};
}

/** What is not for the rules to decide: where the data are, and what the user has set. */
export function decidedBefore(
  path: string,
  { format, set: { sensor } }: OpenedSource,
  { format: _format, source: _source, path: _path, ...given }: Given,
  sets: readonly string[] = [],
): Proposal[] {
  return [
    { path: 'data.source', value: 'recordings' },
    { path: 'data.path', value: path },
    { path: 'data.format', value: format },
    ...Object.entries(given).map(([key, value]): Proposal => {
      const gain = key === 'ear' && !sets.some((text) => text.startsWith('data.ear'));
      const reason = gain
        ? 'Spoken digits were recognised better with this gain of the ear than with the default, 2000.'
        : 'As you asked.';
      return { path: `data.${key}`, value, reason };
    }),
    // Only tables of channels are recordings of a camera-folder without polarities.
    ...(format === 'camera-folder' && sensor.polarities === 1 && given.sensor === undefined
      ? [
          {
            path: 'data.sensor',
            value: { width: sensor.width, height: sensor.height },
            reason: `The files do not say how many channels there are: the highest that occurs is ${sensor.width - 1}.`,
          },
        ]
      : []),
  ];
}
