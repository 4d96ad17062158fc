/** Which columns the list of runs has, and in what order: chosen by boxes, moved by buttons. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { MOST_COLUMNS } from '../../api/runs.ts';
import { ProblemNotice } from '../parts/notice.tsx';
import { Panel } from '../parts/panel.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { choices, NO_VALUES, useColumnList } from './choices.ts';
import { type Column, shownColumns } from './columns.ts';

export default function ColumnPicker({
  keys,
  change,
}: {
  readonly keys: readonly string[];
  /** @param keys null for the usual columns */
  readonly change: (keys: readonly string[] | null) => void;
}) {
  const { value: list, problem } = useColumnList();
  const [words, setWords] = useState('');
  const shown = shownColumns(keys, NO_VALUES);
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = ({ name, key }: Column) =>
    wanted.every((word) => `${name} ${key}`.toLowerCase().includes(word));
  const toggle = (key: string, on: boolean) =>
    change(on ? [...keys, key] : keys.filter((other) => other !== key));
  const found = choices(list)
    .map(({ title, columns }) => ({ title, columns: columns.filter(fits) }))
    .filter(({ columns }) => columns.length > 0);
  return (
    <Panel
      title="Columns"
      wide
      aside={
        <button type="button" class="plain" onClick={() => change(null)}>
          Usual columns
        </button>
      }
    >
      <div class="picker">
        <Order columns={shown} keys={keys} change={change} />
        <div>
          <input
            type="search"
            placeholder="Find a figure or a setting"
            aria-label="Find a column"
            value={words}
            onInput={(event) => setWords(event.currentTarget.value)}
          />
          {problem && <ProblemNotice problem={problem} />}
          {keys.length >= MOST_COLUMNS && (
            <p class="small soft">{MOST_COLUMNS} columns are the most that there can be.</p>
          )}
          <Scroll label="Columns to choose">
            {found.map(({ title, columns }) => (
              <fieldset key={title}>
                <legend class="small soft">{title}</legend>
                {columns.map(({ key, name }) => (
                  <label key={key} class="row">
                    <input
                      type="checkbox"
                      checked={keys.includes(key)}
                      disabled={keys.length >= MOST_COLUMNS && !keys.includes(key)}
                      onChange={(event) => toggle(key, event.currentTarget.checked)}
                    />
                    <span>{name}</span>
                  </label>
                ))}
              </fieldset>
            ))}
            {found.length === 0 && <p class="soft">No column has these words.</p>}
          </Scroll>
        </div>
      </div>
    </Panel>
  );
}

/** The chosen columns from left to right. */
function Order({
  columns,
  keys,
  change,
}: {
  readonly columns: readonly Column[];
  readonly keys: readonly string[];
  readonly change: (keys: readonly string[]) => void;
}) {
  const list = useRef<HTMLOListElement>(null);
  const [moved, setMoved] = useState<{ readonly key: string; readonly by: number } | null>(null);
  // A button that moves with its column would lose the focus.
  useEffect(() => {
    if (moved === null) return;
    const buttons = list.current?.querySelectorAll<HTMLButtonElement>(
      `[data-column="${CSS.escape(moved.key)}"] button`,
    );
    const [up, down] = buttons ?? [];
    const same = moved.by < 0 ? up : down;
    (same?.disabled ? (moved.by < 0 ? down : up) : same)?.focus();
  }, [moved]);
  const move = (key: string, by: number) => {
    const from = keys.indexOf(key);
    const next = [...keys];
    next.splice(from, 1);
    next.splice(from + by, 0, key);
    change(next);
    setMoved({ key, by });
  };
  const place = moved === null ? -1 : columns.findIndex(({ key }) => key === moved.key);
  return (
    <div>
      <p class="small soft">From left to right, after star and name:</p>
      <ol class="order" ref={list}>
        {columns.map(({ key, name }, k) => (
          <li key={key} data-column={key}>
            <span class="words">{name}</span>
            <button
              type="button"
              class="plain icon"
              aria-label={`Move ${name} to the left`}
              disabled={k === 0}
              onClick={() => move(key, -1)}
            >
              ↑
            </button>
            <button
              type="button"
              class="plain icon"
              aria-label={`Move ${name} to the right`}
              disabled={k === columns.length - 1}
              onClick={() => move(key, 1)}
            >
              ↓
            </button>
            <button
              type="button"
              class="plain icon"
              aria-label={`Leave ${name} out`}
              onClick={() => change(keys.filter((other) => other !== key))}
            >
              ×
            </button>
          </li>
        ))}
      </ol>
      <p class="hidden" role="status">
        {place < 0 ? '' : `${columns[place]!.name}: column ${place + 1} of ${columns.length}`}
      </p>
    </div>
  );
}
