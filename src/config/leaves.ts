/** A configuration as a flat list, for tables of settings. */
import { isRecord } from '../core/json.ts';

/** A setting as one line. */
export interface SettingLeaf {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** Every setting with its path. Lists of settings, such as layers, stay whole. */
export function settingLeaves(value: unknown, path: readonly string[] = []): SettingLeaf[] {
  if (!isRecord(value)) return [{ path, value }];
  return Object.entries(value).flatMap(([key, inner]) => settingLeaves(inner, [...path, key]));
}

/** Settings in which runs may differ without differing in their results: where things are, and what else was asked for. */
export const WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  'output',
  'data.path',
  'seeds',
  'compare',
]);
