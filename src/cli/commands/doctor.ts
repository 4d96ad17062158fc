/** `doctor`: what this machine can do, what is wrong, and how to mend it. */

import { EXIT_CODES } from '../../core/errors.ts';
import { visible } from '../../core/visible.ts';
import { examine } from '../../doctor/examine.ts';
import type { CheckResult, DoctorReport, State } from '../../doctor/finding.ts';
import { counted } from '../../view/format.ts';
import { painter } from '../colour.ts';
import { printJson, printPainted } from '../output.ts';

export interface DoctorCommandOptions {
  readonly json?: boolean;
}

export async function doctorCommand(
  runs: string | undefined,
  { json }: DoctorCommandOptions,
): Promise<void> {
  const report = await examine(runs ?? 'runs');
  if (json) printJson(report);
  else printPainted(describe(report));
  if (!report.healthy) process.exitCode = EXIT_CODES.checkFailed;
}

const COLUMNS = 80;
const STATE_COLUMNS = 'problem'.length;

function describe({ version, platform, checks }: DoctorReport): string {
  const groups = [...new Set(checks.map(({ group }) => group))];
  const subjectColumns = Math.max(...checks.map(({ subject }) => subject.length));
  return [
    `Motifsmith ${version} on ${platform}`,
    ...groups.flatMap((group) => [
      '',
      group,
      ...checks
        .filter((check) => check.group === group)
        .flatMap((check) => checkLines(check, subjectColumns)),
    ]),
    '',
    verdict(checks),
    '',
  ].join('\n');
}

function checkLines(
  { state, subject, finding, remedy }: CheckResult,
  subjectColumns: number,
): string[] {
  const head = `  ${coloured(state)}  ${subject.padEnd(subjectColumns)}  `;
  const indent = ' '.repeat(2 + STATE_COLUMNS + 2 + subjectColumns + 2);
  const text = [finding, ...(remedy === null ? [] : [`→ ${remedy}`])];
  const lines = text.flatMap((part) => wrap(visible(part), COLUMNS - indent.length));
  return lines.map((line, k) => `${k === 0 ? head : indent}${line}`.trimEnd());
}

const coloured = (state: State): string =>
  painter(process.stdout)(state.padEnd(STATE_COLUMNS), state);

/** Breaks a text between words, but not within `code`; a longer word has a line of its own. */
function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of text.match(/(`[^`]*`|[^ ])+/g) ?? []) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= columns) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}

function verdict(checks: readonly CheckResult[]): string {
  const number = (state: State): number => checks.filter((check) => check.state === state).length;
  const [problems, warnings] = [number('problem'), number('warning')];
  if (problems + warnings === 0) return 'Everything is fine.';
  const parts = [
    ...(problems > 0 ? [counted(problems, 'problem')] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
  ];
  return `${parts.join(', ')}.`;
}
