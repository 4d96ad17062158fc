/** The command `study` and its options. Its code is loaded only when it is called. */
import { type Command, Option } from 'commander';
import { collect, EXIT_HELP, partOf, wholeNumber } from '../options.ts';

/** Adds `study` and what it can do. */
export function addStudyCommand(program: Command): void {
  const study = program
    .command('study')
    .description('compare methods over data sets and seeds, run by run, with tables at the end')
    .argument('[file]', 'a study file (YAML or JSON)')
    .option('--data <name=path>', 'where the files of a data set are (repeatable)', collect)
    .addOption(
      new Option(
        '--jobs <n>',
        'runs at a time, each on one thread (default: one per processor)',
      ).argParser(wholeNumber(1, 256)),
    )
    .option('--seeds <list>', 'seeds to use instead of those in the file, e.g. 1,2,3')
    .option('--output <dir>', 'folder of the study (default: runs/NAME)')
    .option('--resume <dir>', 'resume the study in this folder; needs no study file')
    .addOption(
      new Option('--shard <k/n>', 'do only part k of n, all about as long; no tables').argParser(
        partOf,
      ),
    )
    .option('--cell <id>', 'do only this cell (repeatable); no tables', collect)
    .addOption(
      new Option(
        '--cell-index <i>',
        'do only the cell with this index, from 0; no tables',
      ).argParser(wholeNumber(0, 999_999)),
    )
    .option('--list-cells', 'only list the cells, how far they are and what they will take')
    .addOption(
      new Option(
        '--forecast <seconds>',
        'the same, after each method has been measured for so long',
      ).argParser(wholeNumber(1, 3600)),
    )
    .option('--queue <url>', 'have the cells done by the workers of a queue: redis://HOST:PORT')
    .option('--slurm', 'do not run it: write a job array for Slurm, and a job for the tables')
    .option('--submit', 'with --slurm, submit them as well')
    .option('--partition <name>', 'partition of Slurm')
    .option('--time <limit>', 'time limit of a job of Slurm, e.g. 12:00:00 or 2-0')
    .option('--kubernetes', 'do not run it: write an Indexed Job, and a job for the tables')
    .option('--image <name>', 'container image of Motifsmith for Kubernetes')
    .option('--claim <name>', 'claim for the volume with the study and its data in Kubernetes')
    .addOption(
      new Option('--cpus <n>', 'processors of a job on a cluster (default: 1)').argParser(
        wholeNumber(1, 256),
      ),
    )
    .option('--mem <size>', 'memory of a job on a cluster, e.g. 4G')
    .option('--json', 'print results.json, or the cells; progress goes to stderr')
    .option('--quiet', 'do not show progress')
    .addHelpText(
      'after',
      `
The same command continues a study that was stopped, or to which you have added methods or seeds.
Several machines can share a study: docs/scaling.md.

Examples:
  motifsmith study studies/demo.yaml
  motifsmith study studies/ti46-alpha.yaml --data ti46-alpha=spikes.npz --jobs 8
  motifsmith study studies/ti46-alpha.yaml --data ti46-alpha=spikes.npz --seeds "1,2"
  motifsmith study --resume runs/ti46-alpha
  motifsmith study studies/demo.yaml --list-cells
  motifsmith study studies/demo.yaml --forecast 5
  motifsmith study studies/demo.yaml --shard 2/3
  motifsmith study studies/demo.yaml --queue redis://queue.lab:6379
  motifsmith study studies/demo.yaml --slurm --time 2:00:00 --mem 2G --submit
  motifsmith study studies/demo.yaml --kubernetes --image lab/motifsmith --claim studies
  motifsmith study studies/demo.yaml --cell delayed-match/hrmas/seed-1
${EXIT_HELP}`,
    )
    .action(async (file, options) => {
      const { studyCommand } = await import('./study.ts');
      await studyCommand(file, options);
    })
    // What follows the name of a subcommand is its own.
    .enablePositionalOptions();

  study
    .command('collect')
    .description('write the tables of a study that several processes or machines have done')
    .argument('<dir...>', 'folders of the study: the one that all have used, or those of each')
    .option('--output <dir>', 'folder for all of it, new or from an earlier call')
    .option('--json', 'print results.json')
    .addHelpText(
      'after',
      `
Refuses folders made from different study files, on different data or by different versions, and cells that
are there twice with different results. The folders are only read.

Examples:
  motifsmith study collect runs/demo
  motifsmith study collect machine-1/demo machine-2/demo --output runs/demo
${EXIT_HELP}`,
    )
    .action(async (folders, options) => {
      const { collectCommand } = await import('./collect.ts');
      await collectCommand(folders, options);
    });

  study
    .command('status')
    .description('show where a study stands: who is at work, what failed, what is left')
    .argument('<dir>', 'the folder of the study')
    .option('--json', 'print one JSON document, with every cell')
    .addHelpText(
      'after',
      `
Only looks. A process on another machine is at work while it touches its lock, every few seconds.

Example:
  motifsmith study status runs/demo
${EXIT_HELP}`,
    )
    .action(async (folder, options) => {
      const { statusCommand } = await import('./study-status.ts');
      await statusCommand(folder, options);
    });

  study
    .command('cancel')
    .description('ask all processes that work on a study to save and end, on whatever machine')
    .argument('<dir>', 'the folder of the study')
    .addHelpText(
      'after',
      `
They look into the folder of the study every second, so machines that share it are reached. The study can be
resumed as after Ctrl-C. Jobs that wait in a queue of a cluster are cancelled there, and those of Kubernetes
too: it would start them again.

Example:
  motifsmith study cancel runs/demo
${EXIT_HELP}`,
    )
    .action(async (folder) => {
      const { cancelCommand } = await import('./study-cancel.ts');
      await cancelCommand(folder);
    });
}
