/** What a run would take: asked for until it has been measured. */
import { useEffect, useState } from 'preact/hooks';
import type { Estimate, StartRequest } from '../../api/start.ts';
import { source } from '../source/index.ts';
import { asProblem } from '../source/problem.ts';

const AGAIN_MS = 1500;
/** A request that is still being typed is not measured. */
const STILL_MS = 600;

/** @returns null while nothing has been asked, or where the request is refused */
export function useEstimate(request: StartRequest | null): Estimate | null {
  const key = JSON.stringify(request);
  const [known, setKnown] = useState<{ readonly key: string; readonly estimate: Estimate } | null>(
    null,
  );
  useEffect(() => {
    if (request === null) return;
    let left = false;
    const ask = () =>
      source.estimate(request).then(
        (estimate) => {
          if (left) return;
          setKnown({ key, estimate });
          if (estimate.state === 'waiting' || estimate.state === 'measuring')
            timer = setTimeout(ask, AGAIN_MS);
        },
        (error: unknown) => {
          if (left) return;
          const { message, where = null, remedy = null } = asProblem(error);
          const problem = { kind: '', message, where, remedy };
          const nothing = { seconds: null, peakBytes: null, diskBytes: null };
          setKnown({ key, estimate: { state: 'failed', ...nothing, problem } });
        },
      );
    let timer = setTimeout(ask, STILL_MS);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [key]);
  return known?.key === key ? known.estimate : null;
}
