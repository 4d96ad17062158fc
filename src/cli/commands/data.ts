/** The `data` commands; the code of each is loaded when it is called. */
import { type Command, InvalidArgumentError } from 'commander';
import { collect, salvageOption } from '../options.ts';

/** @throws InvalidArgumentError unless it is a whole number of at least 0 */
function sampleNumber(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number)) {
    throw new InvalidArgumentError('Give a whole number, 0 or more.');
  }
  return number;
}

const SETTINGS_HELP = `
Settings are those of the section data, e.g. --set data.polarity=merge, --set "data.only=[0,1]" or
--set data.ear.gain=500. \`motifsmith config nmnist\` explains them.`;

/** Adds the `data` commands to the program. */
export function addDataCommands(program: Command): void {
  const data = program
    .command('data')
    .description('inspect, verify, convert and generate data sets')
    .addHelpText(
      'after',
      `
Decoded recordings are stored in the folder $MOTIFSMITH_CACHE (default: motifsmith in the system's
cache folder). \`motifsmith cache clear\` empties it.`,
    );

  const onPath = (name: string, description: string): Command =>
    data
      .command(name)
      .description(description)
      .argument('<path>', 'a folder or a file')
      .option('--format <name>', 'format of the data set (default: guessed from the files)')
      .option('--set <key=value>', 'change a setting of the data (repeatable)', collect)
      .addOption(salvageOption())
      .option('--json', 'print one JSON document; progress goes to stderr')
      .option('--quiet', 'do not show progress');

  onPath('inspect', 'count samples, durations, events and rates; list warnings')
    .option('--sample <n>', 'sample to draw, from 0 (default: the first)', sampleNumber)
    .option('--raster <file>', 'draw the sample as a PNG file')
    .addHelpText(
      'after',
      `${SETTINGS_HELP}

Examples:
  motifsmith data inspect N-MNIST
  motifsmith data inspect N-MNIST/Train/0/00002.bin --raster zero.png
  motifsmith data inspect recordings --sample 17 --json`,
    )
    .action(async (path, options) => {
      const { inspectCommand } = await import('./data/inspect.ts');
      await inspectCommand(path, options);
    });

  onPath('verify', 'decode everything; exit 3 if anything is damaged')
    .addHelpText('after', '\nExample:\n  motifsmith data verify N-MNIST')
    .action(async (path, options) => {
      const { verifyCommand } = await import('./data/verify.ts');
      await verifyCommand(path, options);
    });

  onPath('convert', 'write a data set as spike trains in one .npz, or as arrays of events')
    .requiredOption('--out <file>', 'the .npz to write; with --events, a folder, new or empty')
    .option(
      '--events',
      'write events as recorded, one .npy a recording, as Tonic and NumPy read them',
    )
    .option('--skip-bad', 'skip damaged recordings and count them')
    .addHelpText(
      'after',
      `${SETTINGS_HELP}

Examples:
  motifsmith data convert N-MNIST --out nmnist.npz
  motifsmith data convert DvsGesture --out gestures.npz --set data.pool=4 --set data.binMs=10
  motifsmith data convert DvsGesture --events --out gestures
  motifsmith search my.yaml --data nmnist.npz`,
    )
    .action(async (path, options) => {
      const { convertCommand } = await import('./data/convert.ts');
      await convertCommand(path, options);
    });

  data
    .command('generate')
    .description('generate the recordings of a synthetic task, as spike trains in one .npz')
    .argument('<task>', 'a task; `motifsmith data formats` lists them')
    .requiredOption('--out <file>', 'the .npz to write')
    .option('--set <key=value>', 'change a setting, e.g. data.options.seed=2', collect)
    .option('--json', 'print one JSON document; progress goes to stderr')
    .option('--quiet', 'do not show progress')
    .addHelpText(
      'after',
      `
Examples:
  motifsmith data generate delayed-match --out match.npz --set data.options.delayMs=200
  motifsmith search my.yaml --set data.source=synthetic --set data.task=delayed-match`,
    )
    .action(async (task, options) => {
      const { generateCommand } = await import('./data/generate.ts');
      await generateCommand(task, options);
    });

  data
    .command('formats')
    .description('list the formats that can be read and the synthetic tasks')
    .option('--json', 'print one JSON document')
    .action(async (options) => {
      const { formatsCommand } = await import('./data/formats.ts');
      formatsCommand(options);
    });
}
