/** `data inspect`: what is in a data set or a recording. */

import { recordingsSettings, type SourceOptions } from '../../../config/data-settings.ts';
import { MotifsmithError } from '../../../core/errors.ts';
import { visible } from '../../../core/visible.ts';
import type { AddressEvents } from '../../../data/events/address-events.ts';
import type { Plausible } from '../../../data/events/plausible.ts';
import { type Inspection, inspectSet } from '../../../data/inspect/inspect-set.ts';
import type { Spread } from '../../../data/inspect/spread.ts';
import { type OpenedSource, openSource } from '../../../data/store/open-source.ts';
import { writeWhole } from '../../../files/write-atomic.ts';
import { recordingImage } from '../../../view/figures/recording-image.ts';
import { recordingText } from '../../../view/figures/recording-text.ts';
import { count, MISSING, meanStd } from '../../../view/format.ts';
import { textTable } from '../../../view/text-table.ts';
import { print, printJson } from '../../output.ts';
import { findingLines, irregularityLines, unusableLines, watched } from './watch.ts';

export interface InspectOptions extends SourceOptions {
  /** File for a picture of the sample. */
  readonly raster?: string;
  /** Number of the sample to draw, from 0. */
  readonly sample?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** The recording that is drawn. */
interface Shown {
  readonly index: number;
  readonly id: string;
  readonly label: string | null;
  readonly events: AddressEvents;
}

export async function inspectCommand(path: string, options: InspectOptions): Promise<void> {
  const settings = recordingsSettings(path, options);
  const source = await openSource(settings);
  try {
    await inspect(path, source, settings.plausible, options);
  } finally {
    await source.set.close();
  }
}

async function inspect(
  path: string,
  source: OpenedSource,
  plausible: Plausible,
  options: InspectOptions,
): Promise<void> {
  const { set } = source;
  const wanted = options.sample;
  if (wanted !== undefined && wanted >= set.recordings.length) {
    throw new MotifsmithError('usage', `There is no sample ${wanted}.`, {
      where: '--sample',
      remedy: `Give a number from 0 to ${set.recordings.length - 1}.`,
    });
  }
  let shown: Shown | null = null;
  const found = await watched(options.quiet ?? false, ({ signal, onProgress }) =>
    inspectSet(set, {
      plausible,
      signal,
      onProgress,
      onRecording: (events, index) => {
        // By default, the first one that can be read.
        if (wanted === undefined ? shown !== null : index !== wanted) return;
        const { id, label } = set.recordings[index]!;
        shown = { index, id, label: set.classNames[label] ?? null, events };
      },
    }),
  );
  const [bad] = found.bad;
  if (source.kind === 'file' && bad) {
    throw new MotifsmithError('data', bad.problem, {
      where: bad.where,
      remedy: 'Download it again.',
    });
  }
  if (options.raster !== undefined) await writeRaster(options.raster, shown);
  if (options.json) printJson(document(path, source, found, shown));
  else print(describe(path, source, found, shown));
}

async function writeRaster(path: string, shown: Shown | null): Promise<void> {
  if (shown === null) {
    throw new MotifsmithError('data', 'The sample cannot be decoded, so there is no picture.', {
      where: '--raster',
      remedy: 'Choose another one with --sample.',
    });
  }
  await writeWhole(path, recordingImage(shown.events));
}

function document(path: string, source: OpenedSource, found: Inspection, shown: Shown | null) {
  const { kind, format, set } = source;
  const { name, description, sensor, classNames } = set;
  return {
    format: 'motifsmith-inspection',
    formatVersion: 1,
    path,
    kind,
    dataFormat: format,
    name,
    description,
    sensor,
    classes: classNames,
    ...found,
    sample: shown && {
      index: shown.index,
      id: shown.id,
      class: shown.label,
      events: shown.events.times.length,
      durationMs: (shown.events.times.at(-1) ?? 0) / 1000,
    },
  };
}

function describe(
  path: string,
  { kind, format, set }: OpenedSource,
  found: Inspection,
  shown: Shown | null,
): string {
  const { width, height, polarities } = set.sensor;
  const cells = height === 1 ? `${count(width)} channels` : `${width} × ${height} cells`;
  const sensor = `${cells}, ${polarities === 2 ? 'ON and OFF events' : 'one polarity'}`;
  const what =
    kind === 'file'
      ? `one recording, ${sensor}`
      : `${count(found.samples.total)} recordings of ${set.classNames.length} classes, ${sensor}`;
  return [
    visible(set.description),
    visible(`${path} (${format}): ${what}`),
    '',
    ...(kind === 'set' ? [classTable(found), ''] : []),
    ...speakerLine(found),
    spreadTable(found),
    '',
    eventLine(found),
    '',
    ...(shown ? sampleLines(shown) : []),
    ...findingLines('damaged recording', 'damaged recordings', {
      total: found.bad.length,
      first: found.bad.map(({ problem, where }) => ({ what: problem, where })),
    }),
    ...unusableLines(found.unusable),
    ...irregularityLines(found.warnings),
    ...findingLines('warning', 'warnings', found.warnings),
    '',
  ].join('\n');
}

/** A table of more classes is of little use. */
const MOST_ROWS = 40;

function classTable({ samples }: Inspection): string {
  const { perSplit, perClassAndSplit, perClass, total } = samples;
  const columns = (['train', 'test', 'none'] as const).filter((split) => perSplit[split] > 0);
  const classes = Object.entries(perClassAndSplit);
  const rows = classes
    .slice(0, MOST_ROWS)
    .map(([name, counts]) => [
      name,
      count(perClass[name]!),
      ...columns.map((split) => count(counts[split])),
    ]);
  const lines = textTable([
    ['class', 'samples', ...columns.map((split) => (split === 'none' ? 'no split' : split))],
    ...rows,
    ['all', count(total), ...columns.map((split) => count(perSplit[split]))],
  ]);
  return classes.length > MOST_ROWS
    ? `${lines}\n… and ${classes.length - MOST_ROWS} more classes`
    : lines;
}

function speakerLine({ samples }: Inspection): string[] {
  const speakers = Object.entries(samples.perSpeaker);
  if (speakers.length === 0) return [];
  const list = speakers.slice(0, MOST_ROWS).map(([name, n]) => `${name} ${count(n)}`);
  const more = speakers.length > MOST_ROWS ? ', …' : '';
  return [`${speakers.length} speakers: ${list.map(visible).join(', ')}${more}`, ''];
}

function spreadTable({ durationMs, events, rateHz }: Inspection): string {
  const row = (name: string, spread: Spread | null): string[] => [
    name,
    count(spread?.min),
    spread === null ? MISSING : meanStd(spread, count),
    count(spread?.median),
    count(spread?.max),
  ];
  return textTable([
    ['each recording', 'minimum', 'mean ± std', 'median', 'maximum'],
    row('duration (ms)', durationMs),
    row('events', events.perSample),
    row('events per second', rateHz),
  ]);
}

function eventLine({ events }: Inspection): string {
  const { total, x, y, time, on, off, activeChannels, channels } = events;
  if (x === null || y === null || time === null) return 'There are no events.';
  const parts = [
    `x ${x.min} … ${x.max}`,
    `y ${y.min} … ${y.max}`,
    `time ${count(time.min)} … ${count(time.max)} µs`,
    ...(on > 0 ? [`${count(on)} ON, ${count(off)} OFF`] : []),
    `${count(activeChannels)} of ${count(channels)} channels active`,
  ];
  return `${count(total)} events: ${parts.join(', ')}`;
}

function sampleLines({ index, id, label, events }: Shown): string[] {
  const ms = (events.times.at(-1) ?? 0) / 1000;
  const title = label === null ? id : `Sample ${index}: ${id}, class ${label}`;
  const axes =
    events.sensor.height === 1 ? 'channel 0 at the top, time to the right' : 'in slices of time';
  return [
    `${visible(title)}, ${count(events.times.length)} events in ${count(ms)} ms (${axes})`,
    ...recordingText(events),
    '',
  ];
}
