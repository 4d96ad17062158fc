/** `data convert`: a data set as one .npz of spike trains, or as arrays of its events. */
import {
  recordingsSettings,
  type SettingsOf,
  type SourceOptions,
} from '../../../config/data-settings.ts';
import { canonical } from '../../../core/canonical.ts';
import { MotifsmithError } from '../../../core/errors.ts';
import { locateSet } from '../../../data/store/locate.ts';
import { count } from '../../../view/format.ts';
import { print, printJson } from '../../output.ts';
import { findingLines, irregularityLines, watched } from './watch.ts';
import { writeEvents } from './write-events.ts';
import { writeNpz } from './write-npz.ts';

export interface ConvertOptions extends SourceOptions {
  readonly out: string;
  /** Whether events are written as recorded, not as spike trains in steps. */
  readonly events?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export async function convertCommand(path: string, options: ConvertOptions): Promise<void> {
  const { recordings, events, skipped, warnings, how } = await (options.events
    ? asEvents(path, options)
    : asSpikeTrains(path, options));
  if (options.json) {
    const document = {
      format: 'motifsmith-conversion',
      formatVersion: 1,
      path,
      out: options.out,
      recordings,
      events,
      skipped,
      warnings,
    };
    printJson(document);
    return;
  }
  const lines = [
    `Wrote ${options.out}: ${count(recordings)} recordings, ${count(events)} events${how}.`,
    ...findingLines('damaged recording skipped', 'damaged recordings skipped', {
      total: skipped.length,
      first: skipped.map(({ problem, where }) => ({ what: problem, where })),
    }),
    ...irregularityLines(warnings),
    ...findingLines('warning', 'warnings', warnings),
  ];
  print(`${lines.join('\n')}\n`);
}

async function asSpikeTrains(path: string, options: ConvertOptions) {
  // Keep all events unless the user asked otherwise: a reader of the file can still count them once.
  const set = ['data.counts=true', ...(options.set ?? [])];
  const settings = recordingsSettings(path, { ...options, set });
  const written = await writeNpz(settings, options);
  return { ...written, how: ` in steps of ${settings.binMs} ms` };
}

async function asEvents(path: string, options: ConvertOptions) {
  const settings = recordingsSettings(path, options);
  refuseSteps(settings, recordingsSettings(path, {}));
  const set = await (await locateSet(settings)).open();
  try {
    const written = await watched(options.quiet ?? false, (watch) =>
      writeEvents(set, options.out, settings, watch),
    );
    return { ...written, how: ', as recorded' };
  } finally {
    await set.close();
  }
}

/** Settings that make samples of recordings. */
const STEP_SETTINGS = [
  ...(['binMs', 'counts', 'polarity', 'crop', 'pool', 'maxSteps', 'stepsTail'] as const),
  ...(['split', 'validationFraction', 'tuningFraction'] as const),
];

/** @throws MotifsmithError `usage` for a setting that events as recorded have no use for */
function refuseSteps(given: SettingsOf<'recordings'>, usual: SettingsOf<'recordings'>): void {
  const name = STEP_SETTINGS.find((each) => canonical(given[each]) !== canonical(usual[each]));
  if (name === undefined) return;
  throw new MotifsmithError('usage', 'Events are written as they were recorded.', {
    where: `data.${name}`,
    remedy: 'Leave it out, or leave --events out to write spike trains in steps.',
  });
}
