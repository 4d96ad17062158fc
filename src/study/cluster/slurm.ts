/**
 * A study as jobs of Slurm: an array with one task for each run, and a job that collects. A run that is stopped by
 * its time limit, or for a more urgent job, has saved before, and its script puts it into the queue again.
 */
import { scriptWord } from '../../core/shell-word.ts';
import { type JobResources, NOTICE_SECONDS } from './resources.ts';

export interface SlurmOptions extends JobResources {
  readonly partition?: string | undefined;
  readonly time?: string | undefined;
}

export interface SlurmStudy {
  readonly name: string;
  /** Absolute path of its folder, which all machines share. */
  readonly folder: string;
  /** Words of the command line that start Motifsmith, with absolute paths. */
  readonly motifsmith: readonly string[];
  /** Ids of the cells to be done, in order. */
  readonly cells: readonly string[];
}

/** Scripts, in the folder of a study, and where their logs are. */
export const SLURM_FILES = {
  submit: 'slurm/submit.sh',
  cell: 'slurm/cell.sh',
  collect: 'slurm/collect.sh',
  logs: 'slurm/logs',
} as const;

const words = (texts: readonly string[]): string => texts.map(scriptWord).join(' ');

/** The script that submits everything, for bash. */
export function submitScript(
  { name, folder, cells }: SlurmStudy,
  { partition, time, cpus, memory, jobs }: SlurmOptions,
): string {
  const place = partition === undefined ? [] : [`--partition=${partition}`];
  const runs = [
    `--job-name=${name}`,
    ...place,
    ...(time === undefined ? [] : [`--time=${time}`]),
    `--cpus-per-task=${cpus}`,
    ...(memory === undefined ? [] : [`--mem=${memory.amount}${memory.unit}`]),
    '--requeue',
    `--signal=B:USR1@${NOTICE_SECONDS}`,
    '--open-mode=append',
  ];
  // What several arrays do at a time adds up.
  const limit =
    jobs === undefined
      ? 'limit='
      : `arrays=$(((count + size - 1) / size))
limit=%$((${jobs} > arrays ? ${jobs} / arrays : 1))`;
  return `#!/bin/bash
# Submits the runs of a study to Slurm, and the job that makes its tables after all of them, also after failures.
set -euo pipefail
folder=${scriptWord(folder)}
# Slurm replaces what follows a % in names of logs.
logs="\${folder//%/%%}/${SLURM_FILES.logs}"

# If one is refused, all are withdrawn.
jobs=()
trap '[ \${#jobs[@]} = 0 ] || scancel "\${jobs[@]}"' ERR

count=${cells.length}
size=$(scontrol show config | sed -n 's/^MaxArraySize *= *//p')
[ "\${size:-0}" -gt 0 ] || { echo 'Slurm has no job arrays here: MaxArraySize.' >&2; exit 1; }
${limit}
for ((first = 0; first < count; first += size)); do
  last=$((count - first < size ? count - first - 1 : size - 1))
  job=$(sbatch --parsable ${words(runs)} --array="0-$last$limit" \\
    --output="$logs/%A_%a.log" "$folder/${SLURM_FILES.cell}" "$first")
  jobs+=("\${job%%;*}")
done

runs=$(IFS=:; echo "\${jobs[*]}")
tables=$(sbatch --parsable ${words([`--job-name=${name}-collect`, ...place])} --dependency="afterany:$runs" \\
  --output="$logs/collect-%j.log" "$folder/${SLURM_FILES.collect}")
echo "Submitted: runs \${runs//:/, }; tables \${tables%%;*}"
`;
}

/** The script of one run. */
export function cellScript({ folder, motifsmith, cells }: SlurmStudy): string {
  return `#!/bin/bash
# One run of a study: a task of an array, whose task 0 does cell $1 of this list.
cells=(
${cells.map((cell) => `  ${scriptWord(cell)}`).join('\n')}
)
# By its number in the array: of the last task, the job id is that of the whole array.
task="\${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"

${words([...motifsmith, 'study', '--resume', folder])} --cell "\${cells[$1 + SLURM_ARRAY_TASK_ID]}" &
run=$!
asked=
# Slurm gives notice to this shell alone, but ends all processes of a job together.
trap 'asked=yes; kill -TERM "$run" 2>/dev/null' USR1
trap 'asked=yes' TERM
while kill -0 "$run" 2>/dev/null; do wait "$run"; done
wait "$run"
code=$?

# Was it Slurm that stopped it, not "motifsmith study cancel"? 130: it has saved; 143: it had not begun.
case "$asked$code" in
  yes130 | yes143) ;;
  *) exit "$code" ;;
esac
# What was cancelled is ended in the same way as what is out of time, but stays so.
case "$(squeue --noheader --jobs="$task" --format=%T,%r)" in
  COMPLETING,TimeLimit) ;;
  COMPLETING,* | CANCELLED,*) exit "$code" ;;
esac
scontrol requeue "$task"
exit "$code"
`;
}

/** The script of the job that makes the tables. */
export function collectScript({ folder, motifsmith }: SlurmStudy): string {
  return `#!/bin/bash
# Makes the tables of a study from its runs.
exec ${words([...motifsmith, 'study', 'collect', folder])}
`;
}
