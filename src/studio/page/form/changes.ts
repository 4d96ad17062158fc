/** Where the settings of a run differ from those of its preset. */
import { settingLeaves } from '../../../config/leaves.ts';
import type { Offer } from './offer.ts';
import { withValue } from './paths.ts';
import { filled, type Values } from './schema.ts';

/** Of these, the first says nothing about a run, and the others are asked for elsewhere. */
const ELSEWHERE = new Set(['output', 'seeds', 'compare']);

export interface SettingRow {
  readonly path: string;
  readonly value: unknown;
  /** What the preset has, where that is something else. */
  readonly before?: unknown;
  readonly changed: boolean;
}

/** The preset that a run was made from, with all defaults; null if it was made from a file. */
export function presetValues(name: string, offer: Offer | null): Values | null {
  const preset = offer?.presets.find((one) => one.name === name);
  return offer && preset ? filled(offer.schema, preset.config) : null;
}

/** Every setting, in order, each beside what the preset has. */
export function settingRows(config: object, preset: Values | null): SettingRow[] {
  const known = new Map(
    settingLeaves(preset ?? {}).map(({ path, value }) => [path.join('.'), value]),
  );
  return settingLeaves(config).flatMap(({ path, value }) => {
    const key = path.join('.');
    if (ELSEWHERE.has(key)) return [];
    if (preset === null) return [{ path: key, value, changed: false }];
    const before = known.get(key);
    const changed = JSON.stringify(before) !== JSON.stringify(value);
    return [changed ? { path: key, value, before, changed } : { path: key, value, changed }];
  });
}

/** The changed settings as nested sections, as a request has them. */
export const changedValues = (rows: readonly SettingRow[]): Values =>
  rows
    .filter(({ changed }) => changed)
    .reduce<Values>((values, { path, value }) => withValue(values, path, value), {});
