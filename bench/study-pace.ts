/** How many cells of the demo study are done in an hour, by the command that its users type. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { MotifsmithError } from '../src/core/errors.ts';

const MAIN = 'dist/cli/main.js';
const STUDY = 'studies/demo.yaml';

export interface StudyPace {
  /** Processes at a time. */
  readonly jobs: number;
  readonly cells: number;
  readonly seconds: number;
  readonly cellsPerHour: number;
}

/**
 * @param jobs processes at a time
 * @throws MotifsmithError (`usage`) if the package was not built
 */
export async function measureStudy(jobs: number): Promise<StudyPace> {
  if (!existsSync(MAIN)) {
    throw new MotifsmithError('usage', `There is no ${MAIN}.`, {
      where: 'npm run bench -- study',
      remedy: 'Run npm run build first.',
    });
  }
  const folder = mkdtempSync(join(tmpdir(), 'motifsmith-bench-'));
  try {
    const output = join(folder, 'study');
    const args = [MAIN, 'study', STUDY, '--output', output, '--jobs', String(jobs), '--quiet'];
    const begin = performance.now();
    await promisify(execFile)(process.execPath, args);
    const seconds = (performance.now() - begin) / 1000;
    const files = readdirSync(join(output, 'runs'), { recursive: true, encoding: 'utf8' });
    const cells = files.filter((file) => file.endsWith('analysis.json')).length;
    return { jobs, cells, seconds, cellsPerHour: (3600 * cells) / seconds };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function studyText({ jobs, cells, seconds, cellsPerHour }: StudyPace): string {
  const processes = jobs === 1 ? 'one process' : `${jobs} processes`;
  return `${STUDY}: ${cells} cells by ${processes} in ${seconds.toFixed(0)} s, ${cellsPerHour.toFixed(0)} an hour`;
}
