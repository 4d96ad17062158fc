/** All columns that there are to choose from, by kind. */
import { useCallback } from 'preact/hooks';
import type { ColumnList } from '../../api/runs.ts';
import { usePolled } from '../history/polled.ts';
import { source } from '../source/index.ts';
import {
  type AskedValues,
  type Column,
  columnOf,
  figureKey,
  settingKey,
  USUAL_KEYS,
} from './columns.ts';

const POLL_MS = 10_000;

/** Of columns that are only named. */
export const NO_VALUES: AskedValues = new Map();

interface Choice {
  readonly title: string;
  readonly columns: readonly Column[];
}

/** @param list null until it is known */
export function choices(list: ColumnList | null): Choice[] {
  const columns = (keys: readonly string[]) =>
    keys.flatMap((key) => columnOf(key, NO_VALUES) ?? []);
  const settings = (differing: boolean) =>
    (list?.settings ?? [])
      .filter(({ differs }) => differs === differing)
      .map(({ path }) => settingKey(path));
  return [
    { title: 'Of every run', columns: columns(USUAL_KEYS) },
    { title: 'Figures', columns: columns((list?.figures ?? []).map(figureKey)) },
    { title: 'Settings that differ', columns: columns(settings(true)) },
    { title: 'Settings that all runs share', columns: columns(settings(false)) },
  ].filter((one) => one.columns.length > 0);
}

export function useColumnList() {
  return usePolled(
    useCallback(() => source.columns(), []),
    POLL_MS,
  );
}
