/** `data verify`: checks that every recording can be decoded. */

import { recordingsSettings, type SourceOptions } from '../../../config/data-settings.ts';
import { EXIT_CODES } from '../../../core/errors.ts';
import { visible } from '../../../core/visible.ts';
import { inspectSet } from '../../../data/inspect/inspect-set.ts';
import { NoneReadable } from '../../../data/sources/first-readable.ts';
import { openSource } from '../../../data/store/open-source.ts';
import { count, counted } from '../../../view/format.ts';
import { print, printJson } from '../../output.ts';
import { findingLines, irregularityLines, unusableLines, watched } from './watch.ts';

export interface VerifyOptions extends SourceOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Exits with 3 if a recording is damaged or a run would refuse it; warnings are neither. */
export async function verifyCommand(path: string, options: VerifyOptions): Promise<void> {
  const settings = recordingsSettings(path, options);
  const { set, format } = await openSource(settings).catch((error: unknown) =>
    nothingReadable(error, path, options),
  );
  try {
    const { bad, unusable, warnings, samples } = await watched(options.quiet ?? false, (watch) =>
      inspectSet(set, { ...watch, plausible: settings.plausible }),
    );
    const passed = bad.length + unusable.length === 0;
    // A folder that cannot be read counts as one.
    const total = samples.total + (set.unreadable?.length ?? 0);
    if (!passed) process.exitCode = EXIT_CODES.data;
    if (options.json) {
      const document = {
        format: 'motifsmith-verification',
        formatVersion: 1,
        path,
        dataFormat: format,
        passed,
        recordings: total,
        bad,
        unusable,
        warnings,
      };
      printJson(document);
      return;
    }
    const intact = total - bad.length;
    const lines = [
      `${path} (${format}): ${count(intact)} of ${count(total)} recordings are intact.`,
      // List all damage: that is what the command is for.
      ...bad.map(({ problem, where }) => visible(`  ${where}: ${problem}`)),
      ...unusableLines(unusable),
      ...irregularityLines(warnings),
      ...findingLines('warning', 'warnings', warnings),
    ];
    print(`${lines.join('\n')}\n`);
  } finally {
    await set.close();
  }
}

/** Lists the damage of a set that has nothing else, then ends as any other. */
function nothingReadable(error: unknown, path: string, options: VerifyOptions): never {
  if (error instanceof NoneReadable && !options.json) {
    const { errors } = error;
    const list = errors.map(({ message, where }) => visible(`  ${where ?? path}: ${message}`));
    print(
      `${path}: none of ${counted(errors.length, 'recording')} is intact.\n${list.join('\n')}\n`,
    );
  }
  throw error;
}
