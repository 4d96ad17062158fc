/** The commands that start and resume experiments; the code of each is loaded when it is called. */
import { type Command, Option } from 'commander';
import { SYSTEM_NAMES } from '../../baselines/names.ts';
import { ENGINE_NAMES } from '../../engine/engine.ts';
import { FIXED_ARCHITECTURES } from '../../search/fixed-names.ts';
import { collect, EXIT_HELP, salvageOption, wholeNumber } from '../options.ts';

/** Options of the commands that start or resume an experiment. */
function runOptions(command: Command): Command {
  return command
    .option('--set <key=value>', 'change a setting, e.g. training.epochs=20 (repeatable)', collect)
    .option('--seed <n>', 'one seed')
    .option('--seeds <list>', 'several seeds, e.g. 1,2,3')
    .option('--data <path>', 'the folder or file with the data')
    .option('--skip-bad', 'skip damaged recordings and count them')
    .addOption(salvageOption())
    .addOption(new Option('--engine <name>', 'engine to compute with').choices(ENGINE_NAMES))
    .addOption(
      new Option(
        '--threads <n>',
        'threads that share the work (default: one per processor)',
      ).argParser(wholeNumber(1, 256)),
    )
    .option('--output <dir>', 'folder for new run directories (default: runs)')
    .option('--run-dir <dir>', 'use exactly this folder, new or empty')
    .option(
      '--resume [dir]',
      'resume a stopped run; without DIR, the newest unfinished one of any kind',
    )
    .option('--tensorboard', 'write TensorBoard event files into the run directory at the end')
    .option('--json', 'print one JSON document; progress goes to stderr')
    .option('--quiet', 'do not show progress')
    .option('--verbose', 'print the confusion matrix, too');
}

/** Adds `search` and `train` to the program. */
export function addExperimentCommands(program: Command): void {
  runOptions(
    program
      .command('search')
      .description('search for an architecture, train it from scratch, test it')
      .argument('[preset|file]', 'a preset, or a YAML or JSON file (default: demo)'),
  )
    .addHelpText(
      'after',
      `
Examples:
  motifsmith search demo --seed 3
  motifsmith search my.yaml --set search.sizeEpochs=20 --set search.order=1
  motifsmith search ti46-alpha --data spikes.npz --seeds "1,2,3" --output results
  motifsmith search --resume runs/demo-2seeds-1
${EXIT_HELP}`,
    )
    .action(async (source, options) => {
      const { runCommand } = await import('./run.ts');
      await runCommand('search', source, options);
    });

  runOptions(
    program
      .command('train')
      .description('train a given architecture, test it')
      .argument('[preset|file]', 'a preset, or a YAML or JSON file (default: demo)')
      .option(
        '--architecture <which>',
        `${[...FIXED_ARCHITECTURES, ...SYSTEM_NAMES].join(', ')}, or an architecture.json`,
      ),
  )
    .addHelpText(
      'after',
      `
Examples:
  motifsmith train demo --architecture random --seeds "1,2,3"
  motifsmith train demo --architecture lsm
  motifsmith train demo --architecture runs/demo-1-1/architecture.json --seed 2
${EXIT_HELP}`,
    )
    .action(async (source, options) => {
      const { runCommand } = await import('./run.ts');
      await runCommand('train', source, options);
    });
}
