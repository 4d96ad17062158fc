/** The commands `export`, `stream` and `import`; the code of each is loaded when it is called. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { NIR_TARGETS } from '../../exchange/nir/targets.ts';
import { collect, EXIT_HELP, wholeNumber } from '../options.ts';

/** @throws InvalidArgumentError unless it is a number above 0 */
function positive(text: string): number {
  const number = Number(text);
  if (!(number > 0 && Number.isFinite(number))) {
    throw new InvalidArgumentError('Give a number above 0.');
  }
  return number;
}

/** Adds the commands to the program. */
export function addFormatCommands(program: Command): void {
  program
    .command('export')
    .description('write the network of a run, or its history, for other programs')
    .argument('<run>', 'a run directory')
    .addOption(
      new Option('--format <name>', 'what to write')
        .choices(['nir', 'onnx', 'safetensors', 'npz', 'pytorch', 'tensorboard'])
        .makeOptionMandatory(),
    )
    .addOption(
      new Option(
        '--target <reader>',
        'program that will read the NIR file (default: generic)',
      ).choices(NIR_TARGETS),
    )
    .option('--member <folder>', 'which of several, e.g. seed-2 (default: first seed)')
    .option(
      '--out <path>',
      'file or folder to write (default: in the run directory); files are replaced',
    )
    .option('--allow-lossy', 'write the file even if its reader will compute something else')
    .option('--data <path>', 'where the data are now, for runs that did not record their sensor')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
The file also says which sensor the network is for, how events become inputs, what its classes are
called, and where it comes from. \`motifsmith stream\` and motifsmith/runtime read it (safetensors).
\`pytorch\` writes a folder with such a file and a Python module that runs, trains and saves it;
\`onnx\` is one step of the network, as a graph that onnxruntime runs.

Examples:
  motifsmith export runs/demo-2seeds-1 --format safetensors --out network.safetensors
  motifsmith export runs/demo-2seeds-1 --format nir --target snntorch
  motifsmith export runs/demo-2seeds-1 --format nir --target rockpool --allow-lossy
  motifsmith export runs/demo-2seeds-1 --format onnx --out network.onnx
  motifsmith export runs/demo-2seeds-1 --format npz --member seed-2 --out network.npz
  motifsmith export runs/demo-2seeds-1 --format pytorch --out letters
  motifsmith export runs/demo-2seeds-1 --format tensorboard`,
    )
    .action(async (directory, options) => {
      const { exportCommand } = await import('./export.ts');
      await exportCommand(directory, options);
    });

  program
    .command('stream')
    .description('stream events through a trained network, and print what it predicts')
    .argument('<network>', 'a run directory, or a file of `export --format safetensors`')
    .argument(
      '<recording>',
      'a recording of any event format that is read, or - for standard input',
    )
    .addOption(
      new Option(
        '--every <ms>',
        'milliseconds between predictions (default: one when the class changes)',
      ).argParser(wholeNumber(1, 3_600_000)),
    )
    .option('--member <folder>', 'which of several, e.g. seed-2 (default: first seed)')
    .option('--set <key=value>', 'change how events are read (repeatable)', collect)
    .option('--data <path>', 'where the data of the run are now')
    .option('--json', 'print one JSON object a line')
    .addHelpText(
      'after',
      `
Events become inputs as in training. Those of another sensor than the network's are refused.

Standard input has one event a line, in order of time: t,x,y,p for a camera (p is 1 for ON, 0 for OFF) or
t,channel, between commas, blanks, semicolons or tabs, or JSON such as {"t":1200,"x":3,"y":7,"p":1}. Times are
microseconds, unless --set data.timeUnit=ms or a first line of names says otherwise: t_ms,channel. A comment
"# geometry: 640x480" says which sensor it is. Lines that are no events, and events that come after their step
was decided, are left out and counted. Ctrl-C ends the stream with its final prediction.

Examples:
  motifsmith stream runs/nmnist-1-1 N-MNIST/Test/3/00042.bin
  motifsmith stream network.safetensors recording.raw --every 50
  motifsmith stream network.safetensors events.csv --set "data.columns=[t,x,y,p]" --json
  sensor-program | motifsmith stream network.safetensors -
${EXIT_HELP}`,
    )
    .action(async (network, recording, options) => {
      const { streamCommand } = await import('./stream.ts');
      await streamCommand(network, recording, options);
    });

  program
    .command('import')
    .description('read a network from a NIR, safetensors or npz file')
    .argument('<file>', 'the file')
    .requiredOption('--out <dir>', 'folder for architecture.json and weights, new or empty')
    .option(
      '--architecture <file|run>',
      'keep these motifs: an architecture.json, or a run (default: those of the file)',
    )
    .option(
      '--step-ms <ms>',
      'length of a step, which NIR files of other programs do not contain',
      positive,
    )
    .option('--run <dir>', 'test it on the data of this run, and write a run directory')
    .option('--data <path>', 'where the data of that run are now')
    .option('--memory <MiB>', 'most memory that the file may unpack to', positive, 256)
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
With --architecture, a network that another program has trained keeps its motifs: a weight where they have no
connection, or of the wrong sign, is refused by name.

Examples:
  motifsmith import network.nir --out imported --run runs/demo-1-1
  motifsmith import tuned.safetensors --out tuned --architecture runs/demo-1-1 --run runs/demo-1-1
  motifsmith import of-snntorch.nir --out imported --step-ms 0.1
  motifsmith evaluate imported`,
    )
    .action(async (file, options) => {
      const { importCommand } = await import('./import.ts');
      await importCommand(file, options);
    });
}
