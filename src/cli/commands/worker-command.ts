/** The command `worker` and its options. Its code is loaded only when it is called. */
import { type Command, Option } from 'commander';
import { collect, EXIT_HELP, wholeNumber } from '../options.ts';

export function addWorkerCommand(program: Command): void {
  program
    .command('worker')
    .description('do cells of studies that are in a queue, until it is stopped')
    .requiredOption('--queue <url>', 'the store of the queue: redis://HOST:PORT, rediss:// for TLS')
    .addOption(
      new Option(
        '--jobs <n>',
        'cells at a time, each on one thread (default: one per processor)',
      ).argParser(wholeNumber(1, 256)),
    )
    .option('--data <name=path>', 'where the files of a data set are (repeatable)', collect)
    .addOption(
      new Option(
        '--patience <s>',
        'seconds without a sign of life until its cells go to other workers',
      )
        .argParser(wholeNumber(1, 3600))
        .default(30),
    )
    .option('--quiet', 'show only what goes wrong')
    .addHelpText(
      'after',
      `
Start one on every machine that is to help; docs/scaling.md says more. The password of the store may be in
the variable MOTIFSMITH_QUEUE_PASSWORD. Stopped by Ctrl-C or SIGTERM, it gives its cells back with all that it has
computed.

Examples:
  motifsmith worker --queue redis://queue.lab:6379
  motifsmith worker --queue rediss://lab@queue.lab:6380 --jobs 4 --data ti46-alpha=spikes.npz
${EXIT_HELP}`,
    )
    .action(async (options) => {
      const { workerCommand } = await import('./worker.ts');
      await workerCommand(options);
    });
}
