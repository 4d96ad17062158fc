/** `runs repair`: says what is damaged in a run or a study, and mends it. */

import { join } from 'node:path';
import { EXIT_CODES } from '../../core/errors.ts';
import { visible } from '../../core/visible.ts';
import { type RepairReport, repairRun } from '../../experiment/repair/repair-run.ts';
import { exists } from '../../files/read.ts';
import { repairStudy } from '../../study/repair-study.ts';
import { STUDY_FILES } from '../../study/study-record.ts';
import { answer, print, printJson } from '../output.ts';
import { quietProgress } from '../progress.ts';
import { listenForStop } from '../stop-requests.ts';

interface RepairCommandOptions {
  readonly data?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export async function repairCommand(
  directory: string,
  { data, dryRun = false, json = false }: RepairCommandOptions,
): Promise<void> {
  const progress = quietProgress();
  const stop = listenForStop({
    asked: () => answer('Stopping after this batch. Press Ctrl-C again to quit at once.'),
  });
  try {
    const isStudy = await exists(join(directory, STUDY_FILES.study));
    const repair = isStudy ? repairStudy : repairRun;
    const report = await repair(directory, {
      dataPath: data ?? null,
      dryRun,
      signal: stop.signal,
      observer: progress.observer,
    });
    if (json) printJson(report);
    else print(describe(report));
    if (dryRun && report.findings.length > 0) process.exitCode = EXIT_CODES.checkFailed;
  } finally {
    stop.done();
    progress.end();
  }
}

function describe({ directory, findings, repaired, setAside }: RepairReport): string {
  if (findings.length === 0) return `${directory}: nothing is damaged\n`;
  const lines = findings.map(
    ({ file, problem, where }) => `${visible(`${file}: ${problem} (${where})`)}\n`,
  );
  const aside = setAside.map((path) => `set aside: ${path}\n`);
  const end = repaired ? 'Everything is mended.\n' : 'Repair it with: motifsmith runs repair\n';
  return [...lines, ...aside, end].join('');
}
