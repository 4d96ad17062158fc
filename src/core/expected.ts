/** What a file has in place of what it should have, in the words of all readers. */
import { showValue } from './settings/problem.ts';

/** A value in a few characters. */
export function show(value: unknown): string {
  if (Array.isArray(value)) return `a list of length ${value.length}`;
  return typeof value === 'object' && value !== null ? 'an object' : showValue(value);
}

/** @param wanted what is allowed, in words */
export const expected = (wanted: string, found: unknown): string =>
  found === undefined
    ? `expected ${wanted}, but it is missing`
    : `expected ${wanted}, found ${show(found)}`;

/** What is wrong with a field that must not be there. */
export const NO_SUCH_FIELD = 'there is no such field';
