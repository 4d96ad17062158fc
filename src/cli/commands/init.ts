/** `init`: looks at data and writes a configuration that fits them. */
import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import type { SourceOptions } from '../../config/data-settings.ts';
import { checkConfig } from '../../config/load.ts';
import { parseSettings } from '../../config/parse-settings.ts';
import { MotifsmithError } from '../../core/errors.ts';
import { isRecord } from '../../core/json.ts';
import { shellWord } from '../../core/shell-word.ts';
import { visible } from '../../core/visible.ts';
import { type Inspection, inspectSet } from '../../data/inspect/inspect-set.ts';
import { writeWhole } from '../../files/write-atomic.ts';
import { decidedBefore, openToLook } from '../../proposal/data-to-look-at.ts';
import { doubtsAbout } from '../../proposal/doubts.ts';
import { type Overview, overviewOf } from '../../proposal/overview.ts';
import { proposeSettings, stepsOf } from '../../proposal/rules.ts';
import { settingsFile } from '../../proposal/settings-file.ts';
import { count, counted, significant } from '../../view/format.ts';
import { wrapped } from '../../view/wrapped.ts';
import { print } from '../output.ts';
import { irregularityLines, watched } from './data/watch.ts';

export interface InitOptions extends SourceOptions {
  /** The file to write. */
  readonly output?: string;
  /** Whether it may be there already. */
  readonly force?: boolean;
  readonly quiet?: boolean;
}

export async function initCommand(path: string, options: InitOptions): Promise<void> {
  const { output = 'my.yaml', force = false, quiet = false } = options;
  checkOutput(output, force);
  const { source, given, settings } = await openToLook(path, options);
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

function overviewLine({ sensor, perClass, durationMs, events }: Overview): string {
  const { width, height, polarities } = sensor;
  const cells = height === 1 ? counted(width, 'channel') : `${width} × ${height} pixels`;
  const both = polarities === 2 ? ', ON and OFF' : '';
  const recordings = [...perClass.values()].reduce((a, b) => a + b, 0);
  return `${counted(recordings, 'recording')} of ${counted(perClass.size, 'class', 'classes')}, ${cells}${both}; half of them last at most ${significant(durationMs.median)} ms and have at most ${counted(Math.round(events.median), 'event')}`;
}
