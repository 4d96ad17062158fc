/** The command `queue` and its options. Its code is loaded only when it is called. */
import type { Command } from 'commander';

const QUEUE_HELP = 'the store of the queue: redis://HOST:PORT, rediss:// for TLS';

/** Adds `queue` and what it can do. */
export function addQueueCommand(program: Command): void {
  const queue = program.command('queue').description('look at studies in a queue, or cancel one');
  queue
    .command('status')
    .description('list the studies in a queue, how far they are and who works on them')
    .requiredOption('--queue <url>', QUEUE_HELP)
    .option('--json', 'print every cell as one JSON document')
    .addHelpText('after', '\nExample:\n  motifsmith queue status --queue redis://queue.lab:6379')
    .action(async (options) => {
      const { queueStatusCommand } = await import('./queue.ts');
      await queueStatusCommand(options);
    });
  queue
    .command('cancel')
    .description('take a study out of a queue; what was collected stays in its folder')
    .argument('<study>', 'its name, as `queue status` shows it')
    .requiredOption('--queue <url>', QUEUE_HELP)
    .addHelpText(
      'after',
      `
Stop \`motifsmith study\` first: while it waits for cells, it puts them in again. Workers drop what they had.

Example:
  motifsmith queue cancel demo.4c81e0aa --queue redis://queue.lab:6379`,
    )
    .action(async (study, options) => {
      const { queueCancelCommand } = await import('./queue.ts');
      await queueCancelCommand(study, options);
    });
}
