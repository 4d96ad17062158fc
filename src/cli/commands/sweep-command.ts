/** The command `sweep` and its options. Its code is loaded only when it is called. */
import { type Command, Option } from 'commander';
import { EXIT_HELP, wholeNumber } from '../options.ts';

/** Adds `sweep` and what it can do. */
export function addSweepCommand(program: Command): void {
  const sweep = program
    .command('sweep')
    .description('choose settings: try combinations, score them on training samples held out')
    .argument('[file]', 'a sweep file (YAML or JSON)')
    .option('--data <path>', 'the folder or file with the data')
    .addOption(
      new Option(
        '--jobs <n>',
        'runs at a time, each on one thread (default: one per processor)',
      ).argParser(wholeNumber(1, 256)),
    )
    .option('--output <dir>', 'folder of the sweep (default: runs/NAME)')
    .option('--resume <dir>', 'resume the sweep in this folder; needs no sweep file')
    .option('--list', 'only list the trials and how far they are')
    .option('--json', 'print results.json, or the list; progress goes to stderr')
    .option('--quiet', 'do not show progress')
    .addHelpText(
      'after',
      `
A sweep file names settings by their path, with values or ranges, and how to choose among them: a grid, at
random, or by Bayesian optimisation; with successive halving, most trials end early. No trial has access to
the test samples: docs/sweeps.md. The same command continues a sweep that was stopped.

Examples:
  motifsmith sweep sweeps/demo.yaml --list
  motifsmith sweep sweeps/demo.yaml
  motifsmith sweep rates.yaml --data spikes.npz --jobs 8
  motifsmith sweep --resume runs/rates
  motifsmith sweep status runs/rates
  motifsmith search runs/rates/best.yaml --data spikes.npz
${EXIT_HELP}`,
    )
    .action(async (file, options) => {
      const { sweepCommand } = await import('./sweep.ts');
      await sweepCommand(file, options);
    })
    // What follows the name of a subcommand is its own.
    .enablePositionalOptions();

  sweep
    .command('status')
    .description('show where a sweep stands: the best so far, what failed, what is left')
    .argument('<dir>', 'the folder of the sweep')
    .option('--json', 'print one JSON document, with every trial')
    .addHelpText(
      'after',
      `\nOnly looks.\n\nExample:\n  motifsmith sweep status runs/rates\n${EXIT_HELP}`,
    )
    .action(async (folder, options) => {
      const { sweepStatusCommand } = await import('./sweep.ts');
      await sweepStatusCommand(folder, options);
    });
}
