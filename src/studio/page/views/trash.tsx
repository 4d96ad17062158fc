/** The deleted runs, which are still on the disk: each can be restored, or erased for good. */
import { useEffect, useState } from 'preact/hooks';
import { counted } from '../../../view/format.ts';
import type { DeletedRun } from '../../api/runs.ts';
import { ProblemNotice } from '../parts/notice.tsx';
import { source } from '../source/index.ts';
import { asProblem, type Problem } from '../source/problem.ts';

/** The deleted runs, looked up again when `changes` changes. */
export function useTrash(changes: unknown): readonly [readonly DeletedRun[], () => void] {
  const [deleted, setDeleted] = useState<readonly DeletedRun[]>([]);
  const look = () => {
    source.trash().then(
      (list) => setDeleted(list.deleted),
      // Those who restore or erase something are told what is wrong.
      () => {},
    );
  };
  useEffect(look, [changes]);
  return [deleted, look];
}

export function TrashView({ changes }: { readonly changes: unknown }) {
  const [deleted, look] = useTrash(changes);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [sure, setSure] = useState<string | null>(null);
  if (deleted.length === 0) return null;
  const act = (what: 'restore' | 'erase', key: string) => {
    setProblem(null);
    source[what](key)
      .catch((error: unknown) => setProblem(asProblem(error)))
      .then(look);
  };
  return (
    <details class="panel trash">
      <summary>
        {counted(deleted.length, 'deleted run')}, which can be restored from <code>.trash</code>
      </summary>
      <ul>
        {deleted.map(({ key, id }) => (
          <li key={key} class="row">
            <span class="mono">{id}</span>
            <button type="button" onClick={() => act('restore', key)}>
              Restore<span class="hidden"> {id}</span>
            </button>
            {sure === key ? (
              <button
                type="button"
                class="danger"
                onBlur={() => setSure(null)}
                onClick={() => act('erase', key)}
              >
                It cannot be undone: erase<span class="hidden"> {id}</span>
              </button>
            ) : (
              <button type="button" class="plain" onClick={() => setSure(key)}>
                Erase for good<span class="hidden">: {id}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
      {problem && <ProblemNotice problem={problem} />}
    </details>
  );
}
