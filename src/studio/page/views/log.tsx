/** What a run has printed, where that is known, and what its record says, as lines. */
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { RunSettings } from '../../api/record.ts';
import { logLine, warningLines } from '../history/log-lines.ts';
import { usePolled } from '../history/polled.ts';
import { ProblemNotice, Waiting } from '../parts/notice.tsx';
import { Panel } from '../parts/panel.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { source } from '../source/index.ts';
import { asProblem, type Problem } from '../source/problem.ts';

const LOOK_MS = 2000;
/** Lines that are shown; a run may have hundreds of thousands. */
const MOST_LINES = 2000;

export function LogView({
  id,
  record,
  live,
}: {
  readonly id: string;
  readonly record: RunSettings | null;
  readonly live: boolean;
}) {
  return (
    <>
      <ProcessLogView id={id} />
      <RecordLog key={id} id={id} record={record} live={live} />
    </>
  );
}

/** What its process printed. */
export function ProcessLogView({ id }: { readonly id: string }) {
  const load = useCallback(() => source.log(id), [id]);
  const { value, problem } = usePolled(load, LOOK_MS);
  return (
    <Panel title="Printed by its process" wide>
      {problem && !value ? (
        <ProblemNotice problem={problem} />
      ) : value === null ? (
        <Waiting what="the log" />
      ) : value.text === null ? (
        <p class="soft">
          This run was not started from the studio: what it printed is in the terminal in which it
          was started.
        </p>
      ) : value.text.trim() === '' ? (
        <p class="soft">Its process has printed nothing yet.</p>
      ) : (
        <>
          {value.cut && <p class="soft">Earlier lines are left out.</p>}
          <Scroll label="Printed lines">
            <pre>{value.text}</pre>
          </Scroll>
        </>
      )}
    </Panel>
  );
}

/** What the record says; read again from its beginning, since the page keeps only figures of it. */
function RecordLog({
  id,
  record,
  live,
}: {
  readonly id: string;
  readonly record: RunSettings | null;
  readonly live: boolean;
}) {
  const [lines, setLines] = useState<readonly string[]>([]);
  const [all, setAll] = useState(0);
  const [from, setFrom] = useState(0);
  const [read, setRead] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    let left = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const follow = async (at: number): Promise<void> => {
      let next = at;
      for (let more = true; more && !left; ) {
        const part = await source.metrics(id, next);
        if (left) return;
        const found = part.events.flatMap((event) => logLine(event) ?? []);
        if (found.length > 0) {
          setLines((before) => [...before, ...found].slice(-MOST_LINES));
          setAll((before) => before + found.length);
        }
        ({ next, more } = part);
        setFrom(next);
      }
      setRead(true);
      if (live && !left) timer = setTimeout(() => again(next), LOOK_MS);
    };
    const again = (at: number): void => {
      follow(at).catch((error: unknown) => !left && setProblem(asProblem(error)));
    };
    again(from);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [id, live]);
  const warnings = warningLines(record);
  return (
    <Panel title="Its record" wide>
      {problem && !problem.missing && <ProblemNotice problem={problem} />}
      {warnings.length + lines.length === 0 ? (
        read || problem ? (
          <p class="soft">Its record has no lines {live ? 'yet' : 'that say anything'}.</p>
        ) : (
          <Waiting what="the record" />
        )
      ) : (
        <>
          {all > lines.length && (
            <p class="soft">
              The last {lines.length} lines; the file metrics.jsonl has all of them.
            </p>
          )}
          <Scroll label="Lines of the record">
            <pre>{[...warnings, ...lines].join('\n')}</pre>
          </Scroll>
        </>
      )}
    </Panel>
  );
}
