/** The settings of a run as flat values, for columns and axes. */
import { isRecord } from '../../core/json.ts';
import { settingText } from '../../view/format.ts';

/** By path; items of a list of sections, such as layers, by their number. */
export type SettingCells = ReadonlyMap<string, number | string | boolean>;

export function settingCells(config: unknown): SettingCells {
  const cells = new Map<string, number | string | boolean>();
  const add = (value: unknown, path: string): void => {
    const inner = (key: string) => (path === '' ? key : `${path}.${key}`);
    if (isRecord(value)) {
      for (const [key, one] of Object.entries(value)) add(one, inner(key));
    } else if (Array.isArray(value) && value.length > 0 && value.every(isRecord)) {
      for (const [k, one] of value.entries()) add(one, inner(String(k)));
    } else if (typeof value === 'number' || typeof value === 'boolean') cells.set(path, value);
    else cells.set(path, settingText(value));
  };
  add(config, '');
  return cells;
}
