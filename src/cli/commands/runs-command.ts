/** The command `runs` and its options. Its code is loaded only when it is called. */
import type { Command } from 'commander';

/** Adds `runs` and what it can do. */
export function addRunsCommand(program: Command): void {
  const runs = program.command('runs').description('check and mend runs and studies');
  runs
    .command('repair')
    .description('find damaged files of a run or a study, and compute them again')
    .argument('<folder>', 'a run directory or the folder of a study')
    .option('--data <path>', 'where the data of the run are now')
    .option('--dry-run', 'only say what is damaged')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Training is deterministic: from the last sound checkpoint, or from the start, a run ends with the bytes that
it had. Damaged files are kept, as NAME.damaged-1; sound ones that are replaced, as NAME.before-repair-1. An
unfinished run is cut back to its last sound checkpoint; resume it as usual.

Exit codes:
  0 nothing was damaged, or everything is mended   1 something is damaged (--dry-run)
  3 the data are needed and missing or damaged     4 it cannot be mended, or another process is at work
  6 cannot write                                   130 stopped by Ctrl-C; resume the run

Examples:
  motifsmith runs repair runs/demo-2seeds-1 --dry-run
  motifsmith runs repair runs/ti46-alpha-short-1-1 --data spikes.npz`,
    )
    .action(async (folder, options) => {
      const { repairCommand } = await import('./runs.ts');
      await repairCommand(folder, options);
    });
}
