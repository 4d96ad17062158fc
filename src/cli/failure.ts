/** Every failure as one message: what, where, and what to do; the stack only on request. */
import { CommanderError } from 'commander';
import { EXIT_CODES, MotifsmithError } from '../core/errors.ts';
import { answer, note, printJson } from './output.ts';

interface Failure {
  readonly kind: string;
  readonly message: string;
  readonly where?: string | undefined;
  readonly remedy?: string | undefined;
  readonly exitCode: number;
}

/** The command whose help says what is allowed; a subcommand's is with its error. */
const helpFor = (error: CommanderError): string =>
  'help' in error ? String(error.help) : 'motifsmith --help';

function describe(error: unknown): Failure {
  if (error instanceof MotifsmithError) {
    const { kind, message, where, remedy, exitCode } = error;
    return { kind, message, where, remedy, exitCode };
  }
  if (error instanceof CommanderError) {
    const [message, ...rest] = error.message.replace(/^error: /, '').split('\n');
    const hint = rest
      .join(' ')
      .trim()
      .replace(/^\(|\)$/g, '');
    return {
      kind: 'usage',
      message: `${message![0]!.toUpperCase()}${message!.slice(1).replace(/\.$/, '')}.`,
      remedy: hint || `See ${helpFor(error)}.`,
      exitCode: EXIT_CODES.usage,
    };
  }
  return {
    kind: 'internal',
    message: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    where: 'inside Motifsmith: this is a bug',
    remedy:
      'Report it, with the output of the same command after setting the variable MOTIFSMITH_DEBUG to 1.',
    exitCode: EXIT_CODES.internal,
  };
}

/** What a message may repeat of what a user or a file has given, in characters. */
const LONGEST = 2000;

/** A text of which people can see both ends; JSON has all of it. */
const shortened = (text: string): string =>
  text.length <= LONGEST
    ? text
    : `${text.slice(0, LONGEST - 200)} … (${text.length} characters) … ${text.slice(-200)}`;

/**
 * Prints the failure to stderr and, if JSON was asked for, to stdout too.
 * @returns the exit code
 */
export function reportFailure(error: unknown, json: boolean): number {
  const failure = describe(error);
  if (failure.kind === 'interrupted') answer(shortened(failure.message));
  else note(`error: ${shortened(failure.message)}`);
  if (failure.where) note(`  where:  ${shortened(failure.where)}`);
  const [remedy, ...more] = shortened(failure.remedy ?? '').split('\n');
  if (remedy) note(`  remedy: ${remedy}`);
  for (const line of more) note(`          ${line}`);
  if (process.env.MOTIFSMITH_DEBUG === '1' && error instanceof Error) {
    String(error.stack).split('\n').forEach(note);
  }
  if (json) printJson({ error: failure });
  return failure.exitCode;
}
