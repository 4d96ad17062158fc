#!/usr/bin/env node
/** Runs the command line, and turns every failure into a message and an exit code. */
import { CommanderError } from 'commander';
import { EXIT_CODES, MotifsmithError } from '../core/errors.ts';
import { adjustLimits, LIMITS_VARIABLE } from '../core/limits.ts';
import { reportFailure } from './failure.ts';
import { requireWrittenResults, surviveLostOutput } from './output.ts';
import { buildProgram } from './program.ts';

const json = process.argv.includes('--json');

async function parse(): Promise<void> {
  try {
    adjustLimits(process.env[LIMITS_VARIABLE] ?? '');
    await (await buildProgram()).parseAsync();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Called without a command: the help has been printed.
    if (error.code === 'commander.help') process.exitCode = EXIT_CODES.usage;
    else if (error.exitCode !== 0) throw error;
  }
}

async function main(): Promise<void> {
  try {
    await parse();
    await requireWrittenResults();
  } catch (error) {
    process.exitCode = reportFailure(error, json);
  }
}

surviveLostOutput();
// Rejected promises that nobody waits for end here too. Files appear whole or not at all, so the newest
// checkpoint is sound whenever this happens.
process.on('uncaughtException', (error) => process.exit(reportFailure(error, json)));
// Node would end with 0 if what the command waits for can never happen.
let finished = false;
process.on('exit', (code) => {
  if (finished || code !== EXIT_CODES.ok) return;
  const problem = 'The command waits for something that never happens.';
  process.exitCode = reportFailure(new MotifsmithError('internal', problem), json);
});
void main().finally(() => {
  finished = true;
});
