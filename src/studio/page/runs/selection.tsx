/** What can be done with the runs that are selected in the list. */
import { useState } from 'preact/hooks';
import { counted } from '../../../view/format.ts';
import { NOTE_LIMITS, type NotesChange, type RunSummary } from '../../api/runs.ts';
import { ProblemNotice } from '../parts/notice.tsx';
import { compareAddress, href } from '../route.ts';
import { source } from '../source/index.ts';
import { asProblem, type Problem } from '../source/problem.ts';
import { tagsOf } from '../views/run-notes.tsx';
import { deletable } from './runs-table.ts';

export function Selection({
  all,
  chosen,
  clear,
}: {
  /** Each with its own marks. */
  readonly all: readonly RunSummary[];
  readonly chosen: ReadonlySet<string>;
  readonly clear: () => void;
}) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [tags, setTags] = useState('');
  const runs = all.filter(({ id }) => chosen.has(id));
  if (runs.length === 0) return null;
  const archived = runs.every(({ marks }) => marks.archived);
  /** One after the other, up to the first that is refused. */
  const each = async (act: () => readonly (() => Promise<unknown>)[]) => {
    setProblem(null);
    setBusy(true);
    try {
      for (const one of act()) await one();
      clear();
    } catch (error) {
      setProblem(asProblem(error));
    }
    setBusy(false);
  };
  const change = (of: (run: RunSummary) => NotesChange['change']) =>
    each(() =>
      runs.map((run) => () => {
        const { revision } = run.marks;
        return source.changeNotes(run.id, { revision, change: of(run) });
      }),
    );
  const addTags = (event: Event) => {
    event.preventDefault();
    const added = tagsOf(tags);
    if (added.length === 0) return;
    void change(({ marks }) => ({ tags: [...new Set([...marks.tags, ...added])] }));
    setTags('');
  };
  return (
    <section class="panel" aria-label="Selected runs">
      <div class="row">
        <b>{counted(runs.length, 'run')} selected</b>
        {runs.length > 1 && (
          <a class="button primary" href={href(compareAddress([...chosen]))}>
            Compare {runs.length} runs
          </a>
        )}
        {source.canStart && (
          <>
            <button
              type="button"
              disabled={busy}
              onClick={() => change(() => ({ archived: !archived }))}
            >
              {archived ? 'Take out of the archive' : 'Archive'}
            </button>
            <button
              type="button"
              disabled={busy}
              onClick={() =>
                each(() => deletable(all, chosen).map((id) => () => source.remove(id)))
              }
            >
              Delete
            </button>
            <form class="row" onSubmit={addTags}>
              <input
                type="text"
                aria-label="Tags to add"
                placeholder="Tags to add"
                maxLength={NOTE_LIMITS.tag}
                value={tags}
                onInput={(event) => setTags(event.currentTarget.value)}
              />
              <button type="submit" disabled={busy}>
                Add
              </button>
            </form>
          </>
        )}
        <button type="button" class="plain" onClick={clear}>
          Clear selection
        </button>
      </div>
      {problem && <ProblemNotice problem={problem} />}
    </section>
  );
}
