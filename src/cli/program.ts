/**
 * The command line: every command, argument and option. The code of a command is loaded only when it is
 * called, so that `--help` answers at once.
 */
import { Command, Option } from 'commander';
import { packageVersion } from '../files/version.ts';
import { addDataCommands } from './commands/data.ts';
import { addExperimentCommands } from './commands/experiments.ts';
import { addFormatCommands } from './commands/formats.ts';
import { collect, EXIT_HELP, wholeNumber } from './options.ts';

/** Builds the program; parsing it runs the command. */
export async function buildProgram(): Promise<Command> {
  const program = new Command('motifsmith')
    .description('Designs recurrent spiking networks: searches motifs, trains, tests.')
    .version(await packageVersion())
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .addHelpText(
      'after',
      `
Examples:
  motifsmith search                                     the demo: two seeds, a few minutes
  motifsmith search ti46-alpha-short --data spikes.npz  spoken letters
  motifsmith train demo --architecture feedforward      the same without recurrence
  motifsmith evaluate runs/demo-2seeds-1
${EXIT_HELP}`,
    );

  addExperimentCommands(program);

  program
    .command('study')
    .description('compare methods over data sets and seeds, run by run, with tables at the end')
    .argument('[file]', 'a study file (YAML or JSON)')
    .option('--data <name=path>', 'where the data of a data set lie (repeatable)', collect)
    .addOption(
      new Option(
        '--jobs <n>',
        'runs at a time, each on one thread (default: one a processor)',
      ).argParser(wholeNumber(1, 256)),
    )
    .option('--seeds <list>', 'these seeds in place of those of the file, e.g. 1,2,3')
    .option('--output <dir>', 'folder of the study, new or its own (default: runs/NAME)')
    .option('--resume <dir>', 'go on with the study in this folder; needs no file')
    .option('--json', 'print results.json; progress goes to stderr')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      `
The same command goes on where a study was stopped, with methods and seeds added, too.

Examples:
  motifsmith study studies/demo.yaml
  motifsmith study studies/ti46-alpha.yaml --data ti46-alpha=spikes.npz --jobs 8
  motifsmith study studies/ti46-alpha.yaml --data ti46-alpha=spikes.npz --seeds 1,2
  motifsmith study --resume runs/ti46-alpha
${EXIT_HELP}`,
    )
    .action(async (file, options) => {
      const { studyCommand } = await import('./commands/study.ts');
      await studyCommand(file, options);
    });

  program
    .command('studio')
    .description('show runs in the browser, live; begin, stop and resume them')
    .argument('[runs]', 'the folder with the run directories (default: runs)')
    .addOption(
      new Option(
        '--port <n>',
        'port on this machine (default: 7878, or the next free one)',
      ).argParser(wholeNumber(1, 65_535)),
    )
    .addOption(
      new Option(
        '--jobs <n>',
        'runs begun here that may be at work at a time (default: 2)',
      ).argParser(wholeNumber(1, 16)),
    )
    .option('--no-open', 'do not open the browser')
    .addHelpText(
      'after',
      `
The studio answers on 127.0.0.1 alone. For runs on another machine, forward its port:
ssh -L 7878:127.0.0.1:7878 machine, and open the address that the studio prints there.

Example:
  motifsmith studio runs --no-open`,
    )
    .action(async (folder, options) => {
      const { studioCommand } = await import('./commands/studio.ts');
      await studioCommand(folder, options);
    });

  program
    .command('evaluate')
    .description('test the stored weights of a finished run again')
    .argument('<run>', 'a run directory')
    .addOption(
      new Option('--split <name>', 'samples to look at')
        .choices(['test', 'train', 'validation'])
        .default('test'),
    )
    .option('--data <path>', 'where the data file lies now')
    .addOption(
      new Option('--engine <name>', "what computes (default: the run's own)").choices([
        'wasm',
        'reference',
      ]),
    )
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  motifsmith evaluate runs/demo-2seeds-1 --split train')
    .action(async (directory, options) => {
      const { evaluateCommand } = await import('./commands/evaluate.ts');
      await evaluateCommand(directory, options);
    });

  program
    .command('report')
    .description('write a page with all figures and tables of a run or a study')
    .argument('<folder>', 'a run directory or the folder of a study')
    .option(
      '--output <file>',
      'the page (default: report.html in the folder); tables lie beside it',
    )
    .option('--energy <pJ>', 'picojoules of an operation (default: ac=0.9,mac=4.6, at 45 nm)')
    .option('--data <path>', 'where the data of the run lie now')
    .option(
      '--member <folder>',
      'which of several to look at closely, e.g. seed-2 (default: first)',
    )
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Examples:
  motifsmith report runs/demo-2seeds-1
  motifsmith report runs/ti46-alpha-short-1-1 --data spikes.npz --output letters.html
  motifsmith report runs/demo-study --energy ac=0.1,mac=3.2`,
    )
    .action(async (folder, options) => {
      const { reportCommand } = await import('./commands/report.ts');
      await reportCommand(folder, options);
    });

  program
    .command('cite')
    .description('print BibTeX of what a run or a study used: methods, data, and this software')
    .argument('<folder>', 'a run directory or the folder of a study')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Only what was used is printed: no SpiKL-IP if intrinsic plasticity was off, no data set that you
recorded yourself.

Examples:
  motifsmith cite runs/demo-2seeds-1 > references.bib
  motifsmith cite runs/ti46-alpha-entropy
${EXIT_HELP}`,
    )
    .action(async (folder, options) => {
      const { citeCommand } = await import('./commands/cite.ts');
      await citeCommand(folder, options);
    });

  program
    .command('conformance')
    .description('check an engine against worked cases; exit 1 on any miss')
    .argument('<file...>', 'case files (JSON)')
    .addOption(
      new Option('--engine <name>', 'what computes').choices(['wasm', 'reference']).default('wasm'),
    )
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  motifsmith conformance cases/*.json --engine reference')
    .action(async (files, options) => {
      const { conformanceCommand } = await import('./commands/conformance.ts');
      await conformanceCommand(files, options);
    });

  program
    .command('presets')
    .description('list the presets, or show one')
    .argument('[name]', 'a preset')
    .option('--json', 'print one JSON document')
    .action(async (name, options) => {
      const { presetsCommand } = await import('./commands/settings.ts');
      await presetsCommand(name, options);
    });

  program
    .command('config')
    .description('show every setting with its meaning, range and value, as YAML')
    .argument('[preset|file]', 'a preset, or a YAML or JSON file (default: demo)')
    .option('--set <key=value>', 'change a setting (repeatable)', collect)
    .option('--schema', 'print the JSON Schema of configuration files')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  motifsmith config demo > my.yaml')
    .action(async (source, options) => {
      const { configCommand } = await import('./commands/settings.ts');
      await configCommand(source, options);
    });

  addDataCommands(program);
  addFormatCommands(program);

  inheritSettings(program);
  return program;
}

/** Settings that subcommands inherit only if they are made before; exitOverride and output are not. */
function inheritSettings(parent: Command): void {
  for (const command of parent.commands) {
    command.exitOverride().configureOutput({ outputError: () => {} });
    inheritSettings(command);
  }
}
