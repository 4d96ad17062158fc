/** `init`: looks at data and writes a configuration that fits them. */
import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { checkConfig } from '../../config/load.ts';
import { applySet } from '../../config/merge.ts';
import { parseSettings } from '../../config/parse-settings.ts';
import { MotifsmithError } from '../../core/errors.ts';
import { isRecord } from '../../core/json.ts';
import { shellWord } from '../../core/shell-word.ts';
import { visible } from '../../core/visible.ts';
import { type Inspection, inspectSet } from '../../data/inspect/inspect-set.ts';
import { SOUND_FORMATS } from '../../data/sources/registry.ts';
import { writeWhole } from '../../files/write-atomic.ts';
import { doubtsAbout } from '../../proposal/doubts.ts';
import { type Overview, overviewOf } from '../../proposal/overview.ts';
import { type Proposal, proposeSettings, SOUND_GAIN, stepsOf } from '../../proposal/rules.ts';
import { settingsFile } from '../../proposal/settings-file.ts';
import { count, counted, significant } from '../../view/format.ts';
import { wrapped } from '../../view/wrapped.ts';
import { print } from '../output.ts';
import {
  type OpenedSource,
  openSource,
  recordingsSettings,
  type SettingsOf,
  type SourceOptions,
} from './data/source.ts';
import { irregularityLines, watched } from './data/watch.ts';

export interface InitOptions extends SourceOptions {
  /** The file to write. */
  readonly output?: string;
  /** Whether it may be there already. */
  readonly force?: boolean;
  readonly quiet?: boolean;
}

type Given = { readonly [key: string]: unknown };

export async function initCommand(path: string, options: InitOptions): Promise<void> {
  const { output = 'my.yaml', force = false, quiet = false } = options;
  checkOutput(output, force);
  const { source, given, settings } = await openAs(path, options);
  let found: Inspection;
  try {
    found = await watched(quiet, ({ signal, onProgress }) =>
      inspectSet(source.set, { plausible: settings.plausible, signal, onProgress }),
    );
  } finally {
    await source.set.close();
  }
  if (source.kind === 'file') {
    throw new MotifsmithError('data', 'The file is one recording: a search compares classes.', {
      where: path,
      remedy: 'Give a folder with a folder for each class, or a set in one file (spikes in .npz).',
    });
  }
  const split = given.split === undefined ? null : settings.split;
  const overview = overviewOf(source.set, found, path, split);
  const decided = decidedBefore(path, source, given, options.set ?? []);
  const proposals = proposeSettings(overview, decided);
  const seen = overviewLine(overview);
  const text = settingsFile(
    [
      `Settings for ${path}: ${seen}.`,
      'Written by `motifsmith init` from a look at the data: a start, to be changed where you know better.',
      `\`motifsmith config ${output}\` explains every setting; those that are not here have their defaults.`,
    ],
    proposals,
  );
  const raw = parseSettings(text, 'file', output);
  // A rule that proposes what is not allowed is our mistake, and must not reach the user's file.
  checkConfig(isRecord(raw) ? raw : {}, []);
  await writeWhole(output, text);
  const { binMs, steps } = stepsOf(overview, decided);
  const doubts = doubtsAbout(overview, decided);
  const lines = [
    prose(`${path} (${source.format}): ${seen}.`),
    prose(
      `Wrote ${output}: ${counted(steps, 'step')} of ${count(binMs)} ms, ${count(overview.train)} recordings for training and ${count(overview.test)} for the test.`,
    ),
    ...(doubts.length === 0 ? [] : ['', 'Consider:']),
    ...doubts.map((doubt) => `  - ${prose(doubt, 4)}`),
    ...irregularityLines(found.warnings),
    ...(found.warnings.total === 0
      ? []
      : [
          '',
          `${counted(found.warnings.total, 'warning')} about the data; to read ${found.warnings.total === 1 ? 'it' : 'them'}: motifsmith data inspect ${shellWord(visible(path))}`,
        ]),
    '',
    `Next: motifsmith search ${shellWord(visible(output))}`,
  ];
  print(`${lines.join('\n')}\n`);
}

/** Broken between words where a terminal would break it anywhere; commands stay whole, to be copied. */
function prose(text: string, indent = 0): string {
  const { isTTY, columns } = process.stdout;
  const width = isTTY && columns ? columns : Number.POSITIVE_INFINITY;
  return wrapped(visible(text).split(' '), width - indent, ' '.repeat(indent));
}

/** @throws MotifsmithError `usage` unless the file can be given to `search` and is not there yet */
function checkOutput(output: string, force: boolean): void {
  if (!['.yaml', '.yml'].includes(extname(output))) {
    throw new MotifsmithError(
      'usage',
      `${JSON.stringify(output)} is not the name of a YAML file.`,
      {
        where: '--output',
        remedy: 'Give a name that ends in .yaml.',
      },
    );
  }
  if (!force && existsSync(output)) {
    throw new MotifsmithError('usage', 'The file is there already.', {
      where: output,
      remedy: 'Name another one with --output, or replace it with --force.',
    });
  }
}

/** Opens the data; sound is heard with the gain that the rules propose, unless another is given. */
async function openAs(
  path: string,
  options: SourceOptions,
): Promise<{ source: OpenedSource; given: Given; settings: SettingsOf<'recordings'> }> {
  const settings = recordingsSettings(path, options);
  const given = givenData(options);
  const source = await openSource(settings);
  const isSound = SOUND_FORMATS.some(({ id }) => id === source.format);
  const ear = isRecord(given.ear) ? given.ear : {};
  if (!isSound || ear.gain !== undefined) return { source, given, settings };
  await source.set.close();
  const louder = { ...settings, ear: { ...settings.ear, gain: SOUND_GAIN } };
  return {
    source: await openSource(louder),
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
function decidedBefore(
  path: string,
  { format, set: { sensor } }: OpenedSource,
  { format: _format, source: _source, path: _path, ...given }: Given,
  sets: readonly string[],
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

function overviewLine({ sensor, perClass, durationMs, events }: Overview): string {
  const { width, height, polarities } = sensor;
  const cells = height === 1 ? counted(width, 'channel') : `${width} × ${height} pixels`;
  const both = polarities === 2 ? ', ON and OFF' : '';
  const recordings = [...perClass.values()].reduce((a, b) => a + b, 0);
  return `${counted(recordings, 'recording')} of ${counted(perClass.size, 'class', 'classes')}, ${cells}${both}; half of them last at most ${significant(durationMs.median)} ms and have at most ${counted(Math.round(events.median), 'event')}`;
}
