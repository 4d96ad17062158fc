/** Starts a run again as it is, with another seed. */
import { useState } from 'preact/hooks';
import type { RunSettings } from '../../api/record.ts';
import type { Offer } from '../form/offer.ts';
import { againWith, freeSeed } from '../form/start-from.ts';
import { ProblemNotice } from '../parts/notice.tsx';
import { go, runAddress } from '../route.ts';
import { source } from '../source/index.ts';
import { asProblem, type Problem } from '../source/problem.ts';

export function RunAgain({
  record,
  offer,
}: {
  readonly record: Extract<RunSettings, { readonly kind: 'run' }>;
  readonly offer: Offer;
}) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [sending, setSending] = useState(false);
  const start = async () => {
    setProblem(null);
    setSending(true);
    try {
      const { runs } = await source.runs();
      const seed = freeSeed(record.seed, record, runs);
      const { id } = await source.start(againWith(seed, { record }, offer));
      go(runAddress(id));
    } catch (error) {
      setProblem(asProblem(error));
      setSending(false);
    }
  };
  return (
    <>
      <button type="button" disabled={sending} onClick={() => void start()}>
        {sending ? 'Starting …' : 'Run again with another seed'}
      </button>
      {problem && <ProblemNotice problem={problem} />}
    </>
  );
}
