/** Mends the folder of a study: every run in it, then what is derived from them. */
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { MotifsmithError } from '../core/errors.ts';
import {
  type RepairOptions,
  type RepairReport,
  repairRun,
} from '../experiment/repair/repair-run.ts';
import { exists, readJson } from '../files/read.ts';
import { writing } from '../files/refusals.ts';
import { lockFolder } from '../run/lock/lock.ts';
import { RUN_FILES } from '../run/schema/run-files.ts';
import { FactReader } from './cell-facts.ts';
import { COST_FILE, parseCost } from './cost.ts';
import { readFailures } from './failures.ts';
import { readStudyRecord } from './read-study.ts';
import { cellFolder, STUDY_FILES, studyCells } from './study-record.ts';
import { writeStudyFiles } from './write-study-files.ts';

/**
 * Results and tables are always written again.
 * @throws MotifsmithError `artifact` if `study.json` is damaged or another process works on the study, and
 * what `repairRun` throws
 */
export async function repairStudy(folder: string, options: RepairOptions): Promise<RepairReport> {
  const study = await readStudyRecord(folder);
  const { signal, observer, dryRun } = options;
  const onWait = (notice: MotifsmithError) => observer?.waiting?.(notice);
  const lock = dryRun ? null : await lockFolder(folder, { signal, onWait });
  try {
    const findings: RepairReport['findings'][number][] = [];
    const setAside: string[] = [];
    const check = async (file: string, action: () => Promise<unknown>): Promise<void> => {
      const path = join(folder, file);
      if (!(await exists(path))) return;
      try {
        await action();
      } catch (error) {
        if (!(error instanceof MotifsmithError)) throw error;
        findings.push({ file, problem: error.message, where: error.where ?? path });
        if (dryRun) return;
        const target = await unused(path);
        await writing(path, () => rename(path, join(folder, `${file}${target}`)));
        setAside.push(`${file}${target}`);
      }
    };
    for (const cell of studyCells(study)) {
      const name = cellFolder(cell);
      if (!(await exists(join(folder, name, RUN_FILES.config)))) continue;
      const report = await repairRun(join(folder, name), options);
      findings.push(...report.findings.map((one) => ({ ...one, file: `${name}/${one.file}` })));
      setAside.push(...report.setAside.map((path) => `${name}/${path}`));
      const cost = `${name}/${COST_FILE}`;
      const path = join(folder, cost);
      await check(cost, async () => parseCost(await readJson(path, 'cost of the run'), path));
    }
    await check(STUDY_FILES.failures, () => readFailures(folder));
    await check(STUDY_FILES.results, () =>
      readJson(join(folder, STUDY_FILES.results), 'results of the study'),
    );
    if (lock !== null) {
      await lock.requireOwn();
      await writeStudyFiles(folder, study, await readFailures(folder), new FactReader(folder));
    }
    return {
      format: 'motifsmith-repair',
      formatVersion: 1,
      directory: folder,
      findings,
      repaired: findings.length > 0 && !dryRun,
      setAside,
    };
  } finally {
    await lock?.release();
  }
}

/** An ending by which a damaged file is set aside. */
async function unused(path: string): Promise<string> {
  for (let n = 1; ; n++) if (!(await exists(`${path}.damaged-${n}`))) return `.damaged-${n}`;
}
