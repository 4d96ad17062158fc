/** `data generate`: the recordings of a synthetic task as one .npz of spike trains. */
import { settingsOf } from '../../../config/data-settings.ts';
import { findSyntheticTask } from '../../../data/sources/synthetic/index.ts';
import { count, percent } from '../../../view/format.ts';
import { print, printJson } from '../../output.ts';
import { writeNpz } from './write-npz.ts';

export interface GenerateOptions {
  readonly out: string;
  /** `data.key=value`, in order. */
  readonly set?: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export async function generateCommand(name: string, options: GenerateOptions): Promise<void> {
  const task = findSyntheticTask(name);
  const set = ['data.counts=true', ...(options.set ?? [])];
  const settings = settingsOf('synthetic', { task: task.id }, set);
  const { recordings, events, description, classNames } = await writeNpz(settings, options);
  const { memoryless } = task.create(settings.options);
  if (options.json) {
    const document = {
      format: 'motifsmith-generation',
      formatVersion: 1,
      task: task.id,
      options: settings.options,
      out: options.out,
      description,
      classes: classNames,
      recordings,
      events,
      memoryless,
    };
    printJson(document);
    return;
  }
  print(
    [
      description,
      `Wrote ${options.out}: ${count(recordings)} recordings of ${classNames.length} classes, ${count(events)} events.`,
      `Without memory, accuracy is at most ${percent(memoryless)}.`,
      '',
    ].join('\n'),
  );
}
