/** Writes the scripts that do a study on a cluster with Slurm, and submits them. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { MotifsmithError } from '../../core/errors.ts';
import { ensureFolder } from '../../files/folders.ts';
import { writeWhole } from '../../files/write-atomic.ts';
import {
  cellScript,
  collectScript,
  SLURM_FILES,
  type SlurmOptions,
  type SlurmStudy,
  submitScript,
} from './slurm.ts';

const run = promisify(execFile);

/** @returns the path of the script that submits @throws MotifsmithError `inputOutput` */
export async function writeScripts(study: SlurmStudy, options: SlurmOptions): Promise<string> {
  const { folder } = study;
  await ensureFolder(join(folder, SLURM_FILES.logs));
  await writeWhole(join(folder, SLURM_FILES.cell), cellScript(study));
  await writeWhole(join(folder, SLURM_FILES.collect), collectScript(study));
  const submit = join(folder, SLURM_FILES.submit);
  await writeWhole(submit, submitScript(study, options));
  return submit;
}

/** @throws MotifsmithError `usage` if Slurm's commands are not here */
export async function requireSlurm(): Promise<void> {
  try {
    await run('sbatch', ['--version']);
  } catch (cause) {
    throw new MotifsmithError('usage', 'Slurm cannot be reached: sbatch does not run.', {
      where: '--submit',
      remedy:
        'Give the command where jobs are submitted, or leave out --submit and run the script there that it writes.',
      cause,
    });
  }
}

/**
 * @param script that submits
 * @returns what it says: the numbers of the jobs
 * @throws MotifsmithError `inputOutput` if Slurm refuses
 */
export async function submitJobs(script: string): Promise<string> {
  try {
    return (await run('bash', [script])).stdout.trim();
  } catch (cause) {
    const said = (cause as { stderr?: string }).stderr?.trim() || String(cause);
    throw new MotifsmithError('inputOutput', `Slurm has not accepted the jobs: ${said}`, {
      where: script,
      remedy: 'Change what it names and give the command again; nothing has been submitted.',
      cause,
    });
  }
}
