/** The confusion matrix as text: rows are true classes, columns decisions. */
import { count } from './format.ts';
import { cutToWidth } from './progress-line.ts';
import { textTable } from './text-table.ts';

/** Wider matrices are no help in a terminal. */
export const MOST_CLASSES_AS_TEXT = 30;
const LONGEST_NAME = 8;

export function confusionText(
  confusion: readonly (readonly number[])[],
  classNames: readonly string[],
): string {
  const names = confusion.map((_, k) => cutToWidth(classNames[k] ?? String(k), LONGEST_NAME));
  const rows = confusion.map((row, k) => [
    names[k]!,
    ...row.map((n) => (n === 0 ? '·' : count(n))),
  ]);
  return textTable([['', ...names], ...rows]);
}
