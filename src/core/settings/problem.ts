/**
 * What is wrong with a setting. A rule that several rooms need returns it; the caller, who knows where
 * the setting was written, throws.
 */
import { MotifsmithError } from '../errors.ts';
import { formatPath, type KeyPath } from './key-path.ts';

/** One setting that is not allowed as it is. */
export interface SettingProblem {
  readonly path: KeyPath;
  readonly fault: 'value' | 'missing' | 'unknown';
  /** One sentence: the setting, its value, and what is allowed. */
  readonly message: string;
  /** What to do about it, if there is more to say than what is allowed. */
  readonly remedy: string | null;
}

/** JSON, or the mere kind of a value that has none: one nested too deeply, or within itself. */
function json(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    if (typeof value !== 'object') return String(value);
    return Array.isArray(value) ? '[…]' : '{…}';
  }
}

/** A value as messages show it. */
export function showValue(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : json(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** @param allowed what the value may be, in words */
export function valueProblem(
  path: KeyPath,
  value: unknown,
  allowed: string,
  remedy: string | null = null,
): SettingProblem {
  const message = `${formatPath(path)} is ${showValue(value)}; allowed: ${allowed}.`;
  return { path, fault: 'value', message, remedy };
}

const REMEDIES = {
  value: 'Give it a value that is allowed.',
  missing: 'Give it a value.',
  unknown: 'Remove it.',
};

/** The error for a program that passed the setting. */
export function settingError({ path, fault, message, remedy }: SettingProblem): MotifsmithError {
  return new MotifsmithError('usage', message, {
    where: formatPath(path),
    remedy: remedy ?? REMEDIES[fault],
  });
}

/** @throws MotifsmithError (`usage`) if there is a problem */
export function refuse(problem: SettingProblem | null): void {
  if (problem !== null) throw settingError(problem);
}
