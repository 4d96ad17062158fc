/** What people have written about a run: shown, and changed in place. */
import { useEffect, useState } from 'preact/hooks';
import { NOTE_LIMITS, type RunNotes, type RunSummary } from '../../api/runs.ts';
import { ProblemNotice } from '../parts/notice.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { Tags } from '../parts/tags.tsx';
import { source } from '../source/index.ts';
import { asProblem, type Problem } from '../source/problem.ts';

export function RunNotesView({ run }: { readonly run: RunSummary }) {
  const { id, marks } = run;
  const [notes, setNotes] = useState<RunNotes | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [editing, setEditing] = useState(false);
  useEffect(() => {
    let left = false;
    if (!source.canStart) return;
    source.notes(id).then(
      (found) => {
        if (left) return;
        setNotes(found);
        setProblem(null);
      },
      (error: unknown) => !left && setProblem(asProblem(error)),
    );
    return () => {
      left = true;
    };
  }, [id, marks.revision]);
  if (!source.canStart) return <Tags tags={marks.tags} />;
  // A run that is deleted under the reader has a view of its own.
  if (problem) return problem.missing ? null : <ProblemNotice problem={problem} />;
  if (notes === null) return null;
  if (editing) {
    return (
      <NotesForm
        id={id}
        notes={notes}
        done={(saved) => {
          if (saved) setNotes(saved);
          setEditing(false);
        }}
      />
    );
  }
  return (
    <section class="notes" aria-label="Notes">
      {notes.note !== '' && (
        <Scroll label="Note">
          <p class="note">{notes.note}</p>
        </Scroll>
      )}
      <div class="row">
        <Tags tags={notes.tags} />
        <button type="button" class="small" onClick={() => setEditing(true)}>
          Edit name, tags and note
        </button>
      </div>
    </section>
  );
}

/** Names of tags, as they are typed; what is there twice counts once. */
export const tagsOf = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
  ),
];

function NotesForm({
  id,
  notes,
  done,
}: {
  readonly id: string;
  readonly notes: RunNotes;
  readonly done: (saved: RunNotes | null) => void;
}) {
  /** What was there when it was last looked at. */
  const [base, setBase] = useState(notes);
  const [title, setTitle] = useState(notes.title);
  const [tags, setTags] = useState(notes.tags.join(', '));
  const [note, setNote] = useState(notes.note);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [sending, setSending] = useState(false);
  const save = (event: Event) => {
    event.preventDefault();
    const typed = { title: title.trim(), tags: tagsOf(tags), note };
    const change = Object.fromEntries(
      Object.entries(typed).filter(
        ([field, value]) => JSON.stringify(value) !== JSON.stringify(base[field as 'note']),
      ),
    );
    setSending(true);
    setProblem(null);
    source
      .changeNotes(id, { revision: base.revision, change })
      .then(done, async (error: unknown) => {
        const found = asProblem(error);
        setProblem(found);
        // What somebody else has written is replaced only by those who have been told of it.
        if (found.conflict) setBase(await source.notes(id).catch(() => base));
        setSending(false);
      });
  };
  return (
    <form class="panel notes-form" aria-label="Name, tags and note" onSubmit={save} noValidate>
      <div class="fields">
        <div class="field">
          <label for="notes-title">Name</label>
          <input
            id="notes-title"
            type="text"
            maxLength={NOTE_LIMITS.title}
            value={title}
            aria-describedby="notes-title-help"
            onInput={(event) => setTitle(event.currentTarget.value)}
          />
          <p class="help" id="notes-title-help">
            How the run is shown; its folder stays where it is.
          </p>
        </div>
        <div class="field">
          <label for="notes-tags">Tags</label>
          <input
            id="notes-tags"
            type="text"
            value={tags}
            aria-describedby="notes-tags-help"
            onInput={(event) => setTags(event.currentTarget.value)}
          />
          <p class="help" id="notes-tags-help">
            Separated by commas.
          </p>
        </div>
      </div>
      <label class="field">
        <b>Note</b>
        <textarea
          rows={6}
          maxLength={NOTE_LIMITS.note}
          value={note}
          onInput={(event) => setNote(event.currentTarget.value)}
        />
      </label>
      {problem && <ProblemNotice problem={problem} />}
      {problem?.conflict && <ThereNow base={base} />}
      <div class="row">
        <button type="submit" class="primary" disabled={sending}>
          {sending ? 'Saving …' : 'Save'}
        </button>
        <button type="button" onClick={() => done(null)}>
          Cancel
        </button>
      </div>
    </form>
  );
}

function ThereNow({ base }: { readonly base: RunNotes }) {
  const said = [base.title, base.tags.join(', '), base.note].filter((text) => text !== '');
  return (
    <div class="notice">
      <p>There is now:</p>
      <p class="note">{said.join('\n') || 'nothing'}</p>
    </div>
  );
}
