#!/usr/bin/env node
/** Runs the command line, and turns every failure into a message and an exit code. */
import { CommanderError } from 'commander';
import { EXIT_CODES } from '../core/errors.ts';
import { reportFailure } from './failure.ts';
import { buildProgram } from './program.ts';

async function main(): Promise<void> {
  // A reader that closes the pipe early (`| head`) is not a failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? EXIT_CODES.ok : EXIT_CODES.inputOutput);
  });
  const json = process.argv.includes('--json');
  try {
    await (await buildProgram()).parseAsync();
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return;
    // Called without a command: the help has been printed.
    if (error instanceof CommanderError && error.code === 'commander.help') {
      process.exitCode = EXIT_CODES.usage;
      return;
    }
    process.exitCode = reportFailure(error, json);
  }
}

await main();
