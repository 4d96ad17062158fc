/** Folders in which data may be looked for: one at a time, with what is in it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { visible } from '../../../core/visible.ts';
import { bytes, counted } from '../../../view/format.ts';
import type { FolderEntry, FolderList } from '../../api/data.ts';
import { ProblemNotice, Waiting } from '../parts/notice.tsx';
import { source } from '../source/index.ts';
import { asProblem, type Problem } from '../source/problem.ts';

interface Listed {
  readonly path: string | null;
  readonly list: FolderList | null;
  readonly problem: Problem | null;
}

export interface FoldersProps {
  /** Null for the list of the folders themselves. */
  readonly path: string | null;
  readonly open: (path: string | null) => void;
  /** What is done with a folder or a file, and its words. */
  readonly choose: (path: string) => void;
  readonly verb: string;
}

export function Folders({ path, open, choose, verb }: FoldersProps) {
  const [listed, setListed] = useState<Listed | null>(null);
  const here = useRef<HTMLParagraphElement>(null);
  const first = useRef(true);
  useEffect(() => {
    let left = false;
    const settle = (found: Listed) => {
      if (left) return;
      setListed(found);
      // The button that was pressed is gone.
      if (!first.current) here.current?.focus();
      first.current = false;
    };
    source.folders(path).then(
      (list) => settle({ path, list, problem: null }),
      (error: unknown) => settle({ path, list: null, problem: asProblem(error) }),
    );
    return () => {
      left = true;
    };
  }, [path]);
  if (listed === null) return <Waiting what="the folders" />;
  const { list, problem } = listed;
  return (
    <div class="folders">
      <div class="row spread">
        <p class="mono place" tabIndex={-1} ref={here}>
          {listed.path === null ? 'Folders that the studio may read' : visible(listed.path)}
        </p>
        <div class="row">
          {listed.path !== null && (
            <button type="button" onClick={() => open(list?.above ?? null)}>
              ↑ Up
            </button>
          )}
          {listed.path !== null && list !== null && (
            <button type="button" onClick={() => choose(listed.path!)}>
              {verb} this folder
            </button>
          )}
        </div>
      </div>
      {problem && <ProblemNotice problem={problem} />}
      {list && <Entries list={list} open={open} choose={choose} verb={verb} />}
    </div>
  );
}

function Entries({
  list: { path, entries, more, whole, links },
  open,
  choose,
  verb,
}: Pick<FoldersProps, 'open' | 'choose' | 'verb'> & { readonly list: FolderList }) {
  return (
    <>
      {entries.length === 0 && <p class="soft">There is nothing in this folder.</p>}
      <ul class="entries">
        {entries.map((entry) => (
          <li key={entry.path}>
            <Entry {...{ entry, open, choose, verb }} />
          </li>
        ))}
      </ul>
      <p class="small soft">
        {more > 0 && `${whole ? '' : 'Over '}${counted(more, 'more entry', 'more entries')}. `}
        {!whole && more === 0 && 'There was no time to list all of it. '}
        {links > 0 &&
          `${counted(links, 'link or special file is', 'links or special files are')} left out: links are not followed. `}
        {path === null &&
          'motifsmith studio --data-root FOLDER allows another one; the folder in which it was started is always there.'}
      </p>
    </>
  );
}

function Entry({
  entry: { name, path, kind, bytes: size },
  open,
  choose,
  verb,
}: Pick<FoldersProps, 'open' | 'choose' | 'verb'> & { readonly entry: FolderEntry }) {
  return kind === 'folder' ? (
    <>
      <button type="button" class="plain name" onClick={() => open(path)}>
        {visible(name)}/
      </button>
      <button
        type="button"
        class="small"
        aria-label={`${verb} ${visible(name)}`}
        onClick={() => choose(path)}
      >
        {verb}
      </button>
    </>
  ) : (
    <>
      <button
        type="button"
        class="plain name"
        aria-label={`${verb} ${visible(name)}`}
        onClick={() => choose(path)}
      >
        {visible(name)}
      </button>
      <span class="small soft number">{size === null ? '' : bytes(size)}</span>
    </>
  );
}
