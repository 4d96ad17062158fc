/** A run that is not there, or not any more: what can be done depends on whether it was deleted here. */
import { useState } from 'preact/hooks';
import { Empty, ProblemNotice } from '../parts/notice.tsx';
import { href } from '../route.ts';
import { source } from '../source/index.ts';
import { asProblem, type Problem } from '../source/problem.ts';
import { useTrash } from './trash.tsx';

export function Gone({ id, again }: { readonly id: string; readonly again: () => void }) {
  const [deleted] = useTrash(id);
  const [problem, setProblem] = useState<Problem | null>(null);
  const found = deleted.find((one) => one.id === id || id.startsWith(`${one.id}/`));
  const restore = () => {
    source.restore(found!.key).then(again, (error: unknown) => setProblem(asProblem(error)));
  };
  return (
    <Empty title={found ? 'This run has been deleted' : 'This run no longer exists'}>
      <p>
        There is no run <code>{id}</code>.{' '}
        {found ? 'It can still be restored.' : 'Its folder may have been moved or removed.'}
      </p>
      {problem && <ProblemNotice problem={problem} />}
      <div class="row">
        {found && (
          <button type="button" onClick={restore}>
            Restore it
          </button>
        )}
        <a class="button primary" href={href('/')}>
          Back to the runs
        </a>
      </div>
    </Empty>
  );
}
