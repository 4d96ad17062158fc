/** The commands that show runs, settings and citations; the code of each is loaded when it is called. */
import { type Command, Option } from 'commander';
import { collect, EXIT_HELP, wholeNumber } from '../options.ts';

/** Adds the commands to the program. */
export function addLookCommands(program: Command): void {
  program
    .command('studio')
    .description('show runs in the browser, live; start, stop and resume them')
    .argument('[runs]', 'the folder with the run directories (default: runs)')
    .addOption(
      new Option(
        '--port <n>',
        'port on this machine (default: 7878, or the next free one)',
      ).argParser(wholeNumber(1, 65_535)),
    )
    .addOption(
      new Option('--jobs <n>', 'runs started here that may run at once (default: 2)').argParser(
        wholeNumber(1, 16),
      ),
    )
    .option(
      '--data-root <folder>',
      'also look for data in this folder (repeatable; default: the current folder)',
      collect,
    )
    .option('--no-open', 'do not open the browser')
    .addHelpText(
      'after',
      `
The studio answers only on 127.0.0.1. For runs on another machine, start it there, forward its port with
ssh -L 7878:127.0.0.1:7878 machine, and open the address that it prints.

Example:
  motifsmith studio runs --no-open --data-root ~/recordings`,
    )
    .action(async (folder, options) => {
      const { studioCommand } = await import('./studio.ts');
      await studioCommand(folder, options);
    });

  program
    .command('report')
    .description('write a page with all figures and tables of a run or a study')
    .argument('<folder>', 'a run directory or the folder of a study')
    .option(
      '--output <file>',
      'the page (default: report.html in the folder); tables go next to it',
    )
    .option('--energy <pJ>', 'picojoules per operation (default: ac=0.9,mac=4.6, at 45 nm)')
    .option('--data <path>', 'where the data of the run are now')
    .option(
      '--member <folder>',
      'member of a group to show in detail, e.g. seed-2 (default: the first)',
    )
    .option(
      '--columns <list>',
      'columns of the main table in LaTeX and Markdown, or TABLE=list of another (repeatable)',
      collect,
    )
    .option('--figures <dir>', 'write every figure there for print, as SVG and PDF')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Figures are one column wide (84 mm, names with -84mm) and two (174 mm). PDF files need the package pdfmake:
npm install pdfmake.

Examples:
  motifsmith report runs/demo-2seeds-1
  motifsmith report runs/demo-2seeds-1 --figures paper/figures
  motifsmith report runs/letters --columns "method,accuracy_mean,n" --columns "operations=method,ac,mac"
  motifsmith report runs/ti46-alpha-short-1-1 --data spikes.npz --output letters.html
  motifsmith report runs/demo --energy "ac=0.1,mac=3.2"`,
    )
    .action(async (folder, options) => {
      const { reportCommand } = await import('./report.ts');
      await reportCommand(folder, options);
    });

  program
    .command('cite')
    .description('print BibTeX of what a run or a study used: methods, data, and this software')
    .argument('<folder>', 'a run directory or the folder of a study')
    .option('--out <file>', 'write it into a file, which is replaced')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
Only what was used is printed: no SpiKL-IP if intrinsic plasticity was off, no data set that you
recorded yourself.

Examples:
  motifsmith cite runs/demo-2seeds-1 --out references.bib
  motifsmith cite runs/ti46-alpha-entropy
${EXIT_HELP}`,
    )
    .action(async (folder, options) => {
      const { citeCommand } = await import('./cite.ts');
      await citeCommand(folder, options);
    });

  program
    .command('card')
    .description('write a model card for the Hugging Face Hub, with metadata and test accuracy')
    .argument('<run>', 'a run directory')
    .option('--out <file>', 'the card (default: README.md in the run directory)')
    .option('--license <id>', 'licence of the network as the Hub names it', 'unknown')
    .option('--member <folder>', 'which of several, e.g. seed-2 (default: first seed)')
    .option('--force', 'replace a file that is not an unchanged card')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
The card says what the network is, how it was found and trained, its accuracy with a 95 % interval, its limits,
how to load it and what to cite. A card that was written before is replaced unless somebody has edited it.

Examples:
  motifsmith card runs/demo-2seeds-1 --license apache-2.0
  motifsmith card runs/demo-2seeds-1 --member seed-2 --out network/README.md
${EXIT_HELP}`,
    )
    .action(async (directory, options) => {
      const { cardCommand } = await import('./card.ts');
      await cardCommand(directory, options);
    });

  program
    .command('presets')
    .description('list the presets, or show one')
    .argument('[name]', 'a preset')
    .option('--json', 'print one JSON document')
    .action(async (name, options) => {
      const { presetsCommand } = await import('./settings.ts');
      await presetsCommand(name, options);
    });

  program
    .command('config')
    .description('show every setting with its meaning, range and value, as YAML')
    .argument('[preset|file]', 'a preset, or a YAML or JSON file (default: demo)')
    .option('--set <key=value>', 'change a setting (repeatable)', collect)
    .option('--out <file>', 'write them into a file, which is replaced')
    .option('--schema', 'print the JSON Schema of configuration files')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  motifsmith config demo --out my.yaml')
    .action(async (source, options) => {
      const { configCommand } = await import('./settings.ts');
      await configCommand(source, options);
    });
}
