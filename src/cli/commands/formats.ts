/** The commands `export` and `import`; the code of each is loaded when it is called. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { NIR_TARGETS } from '../../exchange/nir/targets.ts';

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
        .choices(['nir', 'safetensors', 'npz', 'tensorboard'])
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--target <reader>', 'program that will read the NIR file')
        .choices(NIR_TARGETS)
        .default('generic'),
    )
    .option('--member <folder>', 'which of several, e.g. seed-2 (default: first seed)')
    .option('--out <path>', 'file to write (default: in the run directory); it is replaced')
    .option('--allow-lossy', 'write the file even if its reader will compute something else')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Examples:
  motifsmith export runs/demo-2seeds-1 --format nir --target snntorch
  motifsmith export runs/demo-2seeds-1 --format nir --target rockpool --allow-lossy
  motifsmith export runs/demo-2seeds-1 --format npz --member seed-2 --out network.npz
  motifsmith export runs/demo-2seeds-1 --format tensorboard`,
    )
    .action(async (directory, options) => {
      const { exportCommand } = await import('./export.ts');
      await exportCommand(directory, options);
    });

  program
    .command('import')
    .description('read a network from a NIR, safetensors or npz file')
    .argument('<file>', 'the file')
    .requiredOption('--out <dir>', 'folder for architecture.json and weights, new or empty')
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
Examples:
  motifsmith import network.nir --out imported --run runs/demo-1-1
  motifsmith import of-snntorch.nir --out imported --step-ms 0.1
  motifsmith evaluate imported`,
    )
    .action(async (file, options) => {
      const { importCommand } = await import('./import.ts');
      await importCommand(file, options);
    });
}
