/**
 * The command line: every command, argument and option. The code of a command is loaded only when it is
 * called, so that `--help` answers at once.
 */
import { Command, type CommanderError, Option } from 'commander';
import { ENGINE_NAMES } from '../engine/engine.ts';
import { packageVersion } from '../files/version.ts';
import { addCacheCommand } from './commands/cache-command.ts';
import { addCompletion } from './commands/completion.ts';
import { addDataCommands } from './commands/data.ts';
import { addExperimentCommands } from './commands/experiments.ts';
import { addFormatCommands } from './commands/formats.ts';
import { addLookCommands } from './commands/look.ts';
import { addQueueCommand } from './commands/queue-command.ts';
import { addRunsCommand } from './commands/runs-command.ts';
import { addStudyCommand } from './commands/study-command.ts';
import { addSweepCommand } from './commands/sweep-command.ts';
import { addWorkerCommand } from './commands/worker-command.ts';
import { collect, EXIT_HELP, salvageOption, wholeNumber } from './options.ts';
import { acceptEitherOutput } from './output-option.ts';

/** Builds the program; parsing it runs the command. */
export async function buildProgram(): Promise<Command> {
  const program = new Command('motifsmith')
    .description(
      'Designs recurrent spiking neural networks: searches for motifs, trains and tests them.',
    )
    .version(await packageVersion())
    .showSuggestionAfterError()
    // The options of a subcommand are its own, even if the command above has one of the same name.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .addHelpText(
      'after',
      `
Examples:
  motifsmith search                                     the demo: two seeds, a few minutes
  motifsmith init recordings                            settings for data of your own: my.yaml
  motifsmith search ti46-alpha-short --data spikes.npz  spoken letters
  motifsmith train demo --architecture feedforward      the same without recurrence
  motifsmith evaluate runs/demo-2seeds-1
${EXIT_HELP}`,
    );

  program.commandsGroup('Make networks:');
  addExperimentCommands(program);

  program
    .command('init')
    .description('look at data and write settings that fit them, each with its reason')
    .argument('<path>', 'a folder or a file')
    .option('--output <file>', 'the file to write (default: my.yaml)')
    .option('--force', 'replace the file if it is there')
    .option('--format <name>', 'format of the data set (default: guessed from the files)')
    .option('--set <key=value>', 'fix a setting of the data (repeatable)', collect)
    .addOption(salvageOption())
    .option('--quiet', 'do not show progress')
    .addHelpText(
      'after',
      `
Reads every recording once. The file needs nothing else: motifsmith search my.yaml

Examples:
  motifsmith init recordings
  motifsmith init spikes.npz --output spikes.yaml
  motifsmith init sounds --set data.ear.sampleRate=16000
  motifsmith init events --format camera-folder --set "data.sensor={width: 346, height: 260}"
${EXIT_HELP}`,
    )
    .action(async (path, options) => {
      const { initCommand } = await import('./commands/init.ts');
      await initCommand(path, options);
    });

  addSweepCommand(program);
  addStudyCommand(program);
  addWorkerCommand(program);
  addQueueCommand(program);

  program
    .command('front')
    .description('search at several prices: networks between most accurate and cheapest to run')
    .argument('[preset|file]', 'a preset, or a YAML or JSON file (default: demo)')
    .addOption(
      new Option('--price <what>', 'what has a price (default: synops)').choices([
        'synops',
        'connections',
        'spikes',
      ]),
    )
    .option('--prices <list>', 'one search for each and for each seed, e.g. 0,3,10,30')
    .option('--seeds <list>', 'seeds to use instead of those of the preset, e.g. 1,2,3')
    .option('--set <key=value>', 'change a setting, e.g. training.epochs=20 (repeatable)', collect)
    .option('--data <path>', 'the folder or file with the data')
    .addOption(
      new Option(
        '--jobs <n>',
        'searches at a time, each on one thread (default: one per processor)',
      ).argParser(wholeNumber(1, 256)),
    )
    .option('--output <dir>', 'folder of the front (default: runs/front-NAME)')
    .option('--resume <dir>', 'resume the front in this folder')
    .option('--json', 'print results.json; progress goes to stderr')
    .option('--quiet', 'do not show progress')
    .addHelpText(
      'after',
      `
A price is what a search gives up for what a network takes to run: at --price synops and a price of 3, a
network with one hundredth less of the largest possible SynOps may be 3 points less accurate. Prices of
other things are set with --set search.objective.connections=…

A front is a study whose methods differ in their price: the same command continues it, also with more
prices or seeds. Accuracy on validation samples decides what is on it; without data.validationFraction,
a fifth of the training samples is held out.

Examples:
  motifsmith front
  motifsmith front ti46-alpha-short --data spikes.npz --prices "0,3,10,30" --seeds "1,2,3"
  motifsmith front my.yaml --price connections --prices "0,0.2,0.6"
  motifsmith report runs/front-demo
  motifsmith export runs/front-demo/runs/demo/synops-3/seed-1 --format nir
${EXIT_HELP}`,
    )
    .action(async (source, options) => {
      const { frontCommand } = await import('./commands/front.ts');
      await frontCommand(source, options);
    });

  program.commandsGroup('Measure:');
  program
    .command('evaluate')
    .description('test the stored weights of a finished run again')
    .argument('<run>', 'a run directory')
    .addOption(
      new Option('--split <name>', 'samples to evaluate')
        .choices(['test', 'train', 'validation'])
        .default('test'),
    )
    .option('--data <path>', 'where the data are now')
    .addOption(
      new Option('--engine <name>', "engine to compute with (default: the run's)").choices(
        ENGINE_NAMES,
      ),
    )
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  motifsmith evaluate runs/demo-2seeds-1 --split train')
    .action(async (directory, options) => {
      const { evaluateCommand } = await import('./commands/evaluate.ts');
      await evaluateCommand(directory, options);
    });

  program
    .command('conformance')
    .description('check an engine against worked cases; exit 1 if one fails')
    .argument('<path...>', 'case files (JSON), or folders of them')
    .addOption(
      new Option('--engine <name>', 'engine to compute with').choices(ENGINE_NAMES).default('wasm'),
    )
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      '\nExample:\n  motifsmith conformance by-hand.json --engine reference\n  motifsmith conformance cases',
    )
    .action(async (paths, options) => {
      const { conformanceCommand } = await import('./commands/conformance.ts');
      await conformanceCommand(paths, options);
    });

  program.commandsGroup('Look:');
  addLookCommands(program);

  program.commandsGroup('Data and files:');
  addDataCommands(program);
  addCacheCommand(program);
  addFormatCommands(program);
  addRunsCommand(program);

  program.commandsGroup('This machine:');
  program
    .command('engines')
    .description('list the engines, whether they run on this machine, and how fast')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  motifsmith engines')
    .action(async (options) => {
      const { enginesCommand } = await import('./commands/engines.ts');
      await enginesCommand(options);
    });

  program
    .command('doctor')
    .description('check what this machine can do, and say how to mend what is wrong')
    .argument('[runs]', 'the folder with the run directories (default: runs)')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Changes nothing. Exit code 1 if there is a problem; warnings are not problems.

Examples:
  motifsmith doctor
  motifsmith doctor /mnt/share/runs`,
    )
    .action(async (folder, options) => {
      const { doctorCommand } = await import('./commands/doctor.ts');
      await doctorCommand(folder, options);
    });

  program.helpCommand('help [command]', 'show the help of a command');
  addCompletion(program);
  acceptEitherOutput(program);

  inheritSettings(program);
  return program;
}

/** Commander copies these settings only to subcommands that are added later. */
function inheritSettings(parent: Command, names = parent.name()): void {
  for (const command of parent.commands) {
    const called = `${names} ${command.name()}`;
    const withHelp = (error: CommanderError) => {
      throw Object.assign(error, { help: `${called} --help` });
    };
    command.exitOverride(withHelp).configureOutput({ outputError: () => {} });
    inheritSettings(command, called);
  }
}
