/** The command `cache` and its options. Its code is loaded only when it is called. */
import type { Command } from 'commander';

/** Adds `cache` and what it can do. */
export function addCacheCommand(program: Command): void {
  const cache = program
    .command('cache')
    .description('free what decoded recordings take on the disk');
  cache
    .command('clear')
    .description('delete all decoded recordings; they are decoded again when they are needed')
    .option('--dry-run', 'only say what would be deleted')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `
The folder is $MOTIFSMITH_CACHE, or motifsmith in the cache folder of the system. Only files of the cache
are deleted. Runs that are at work keep theirs open; on Windows, those files stay.

Example:
  motifsmith cache clear --dry-run`,
    )
    .action(async (options) => {
      const { clearCommand } = await import('./cache.ts');
      await clearCommand(options);
    });
}
