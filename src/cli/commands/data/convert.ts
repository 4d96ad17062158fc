/** `data convert`: a data set as one .npz of spike trains. */
import { count } from '../../../view/format.ts';
import { print, printJson } from '../../output.ts';
import { recordingsSettings, type SourceOptions } from './source.ts';
import { findingLines, irregularityLines } from './watch.ts';
import { writeNpz } from './write-npz.ts';

export interface ConvertOptions extends SourceOptions {
  readonly out: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export async function convertCommand(path: string, options: ConvertOptions): Promise<void> {
  // Keep all events unless the user asked otherwise: a reader of the file can still count them once.
  const set = ['data.counts=true', ...(options.set ?? [])];
  const settings = recordingsSettings(path, { ...options, set });
  const { recordings, events, skipped, warnings } = await writeNpz(settings, options);
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
    `Wrote ${options.out}: ${count(recordings)} recordings, ${count(events)} events in steps of ${settings.binMs} ms.`,
    ...findingLines('damaged recording skipped', 'damaged recordings skipped', {
      total: skipped.length,
      first: skipped.map(({ problem, where }) => ({ what: problem, where })),
    }),
    ...irregularityLines(warnings),
    ...findingLines('warning', 'warnings', warnings),
  ];
  print(`${lines.join('\n')}\n`);
}
