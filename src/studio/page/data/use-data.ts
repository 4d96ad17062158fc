/** What has been found in data: asked for until all of them have been read. */
import { useEffect, useState } from 'preact/hooks';
import type { DataPlace, DataReport } from '../../api/data.ts';
import { source } from '../source/index.ts';
import { asProblem, Problem } from '../source/problem.ts';

const AGAIN_MS = 1000;

export interface KnownData {
  readonly report: DataReport | null;
  /** Why there is no report, or why it ended before the end. */
  readonly problem: Problem | null;
}

const UNKNOWN: KnownData = { report: null, problem: null };

/** @param again another number looks afresh */
export function useData(place: DataPlace | null, again = 0): KnownData {
  const [known, setKnown] = useState<KnownData & { readonly key: string }>({ ...UNKNOWN, key: '' });
  const key = JSON.stringify([place, again]);
  useEffect(() => {
    if (place === null) return;
    let left = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () =>
      source.data(place).then(
        (report) => {
          if (left) return;
          const { problem } = report;
          setKnown({
            key,
            report,
            problem:
              problem &&
              new Problem(problem.message, {
                where: problem.where ?? undefined,
                remedy: problem.remedy ?? undefined,
              }),
          });
          if (report.state === 'opening' || report.state === 'reading')
            timer = setTimeout(look, AGAIN_MS);
        },
        (error: unknown) => {
          if (!left) setKnown({ key, report: null, problem: asProblem(error) });
        },
      );
    void look();
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [key]);
  return known.key === key ? known : UNKNOWN;
}
