/** Figures and settings that have been chosen as columns or axes, asked for again when runs begin, end or go. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ColumnValue, RunSummary } from '../../api/runs.ts';
import { source } from '../source/index.ts';
import { asProblem, type Problem } from '../source/problem.ts';
import type { AskedValues } from './columns.ts';

export interface Asked {
  readonly values: AskedValues;
  /** Whether the values of a column are on their way. */
  readonly waiting: boolean;
  /** Runs whose settings cannot be read. */
  readonly unread: readonly string[];
  readonly problem: Problem | null;
}

const NOTHING: Asked = { values: new Map(), waiting: false, unread: [], problem: null };

/** Runs of which many end at once are asked about once. */
const PAUSE_MS = 1000;

export function useColumnValues(
  keys: readonly string[],
  runs: readonly RunSummary[] | null,
): Asked {
  const [asked, setAsked] = useState<Asked>(NOTHING);
  const columns = keys.join('\n');
  // Settings never change, and figures come at the end of a run.
  const stamp = useMemo(
    () =>
      (runs ?? [])
        .map(({ id, state, analysed, accuracy, seconds }) =>
          [id, state, analysed, accuracy, seconds].join(),
        )
        .sort()
        .join('\n'),
    [runs],
  );
  const asking = useRef('');
  useEffect(() => {
    if (columns === '' || stamp === '') {
      setAsked(NOTHING);
      return;
    }
    let left = false;
    const ask = () =>
      source.columnValues(columns.split('\n')).then(
        ({ runs: found, unread }) => {
          if (left) return;
          const values = columns
            .split('\n')
            .map((key, k): [string, ReadonlyMap<string, ColumnValue>] => [
              key,
              new Map(found.map(([id, own]) => [id, own[k] ?? null])),
            ]);
          setAsked({ values: new Map(values), waiting: false, unread, problem: null });
        },
        (error: unknown) => {
          if (!left) setAsked({ ...NOTHING, problem: asProblem(error) });
        },
      );
    const isNew = asking.current !== columns;
    asking.current = columns;
    if (isNew) setAsked((before) => ({ ...before, waiting: true }));
    const timer = setTimeout(ask, isNew ? 0 : PAUSE_MS);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [columns, stamp]);
  return asked;
}
