/** What a study has found so far: its figures and tables, asked for again whenever a cell ends. */
import { useEffect, useState } from 'preact/hooks';
import { csvText } from '../../../view/csv.ts';
import { LegendKey } from '../../../view/legend-key.tsx';
import type { StudyFigureReply, StudyResultsReply, StudyTable } from '../../api/studies.ts';
import { ProblemNotice, Waiting } from '../parts/notice.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { source } from '../source/index.ts';
import { asProblem, type Problem } from '../source/problem.ts';

/** @param done cells that have finished */
export function StudyResults({ id, done }: { readonly id: string; readonly done: number }) {
  const [results, setResults] = useState<StudyResultsReply | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    let left = false;
    source.studyResults(id).then(
      (found) => {
        if (left) return;
        setResults(found);
        setProblem(null);
      },
      (error: unknown) => {
        if (!left) setProblem(asProblem(error));
      },
    );
    return () => {
      left = true;
    };
  }, [id, done]);
  if (problem) return <ProblemNotice problem={problem} />;
  if (!results) return <Waiting what="what it has found" />;
  if (results.tables.length === 0) {
    return <p class="soft">Tables and figures appear when the first cell has finished.</p>;
  }
  return (
    <>
      <Table table={results.tables[0]!} open />
      <div class="grid two">
        {results.figures.map((figure) => (
          <Figure key={figure.caption} figure={figure} />
        ))}
      </div>
      {results.tables.slice(1).map((table) => (
        <Table key={table.name} table={table} />
      ))}
    </>
  );
}

/** Drawn by the server for two widths, of which the page shows one. */
function Figure({
  figure: { legend, alt, caption, narrow, wide },
}: {
  readonly figure: StudyFigureReply;
}) {
  return (
    <figure class="panel">
      <div class="row small">
        {legend.map((entry) => (
          <span key={entry.label} class="row">
            <LegendKey {...entry} /> {entry.label}
          </span>
        ))}
      </div>
      {[
        ['on-narrow', narrow],
        ['on-wide', wide],
      ].map(([when, svg]) => (
        <div
          key={when}
          role="img"
          aria-label={alt}
          class={`drawn ${when}`}
          // Made by this studio's server, of numbers and escaped text.
          dangerouslySetInnerHTML={{ __html: svg! }}
        />
      ))}
      <figcaption class="small soft">{caption}</figcaption>
    </figure>
  );
}

function Table({ table, open = false }: { readonly table: StudyTable; readonly open?: boolean }) {
  const { name, caption, notes, columns, rows } = table;
  const csv = csvText(
    columns.map(({ head }) => head),
    rows,
  );
  return (
    <details class="panel" open={open}>
      <summary>{caption}</summary>
      <Scroll label={caption}>
        <table>
          <thead>
            <tr>
              {columns.map(({ head, isNumber }) => (
                <th key={head} scope="col" class={isNumber ? 'right' : ''}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, r) => (
              <tr key={r}>
                {row.map((text, c) =>
                  c === 0 ? (
                    <th key={c} scope="row">
                      {text}
                    </th>
                  ) : (
                    <td key={c} class={columns[c]!.isNumber ? 'right nowrap' : ''}>
                      {text}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {notes.map((note) => (
        <p key={note} class="small soft">
          {note}
        </p>
      ))}
      <p class="small">
        <a download={`${name}.csv`} href={`data:text/csv;charset=utf-8,${encodeURIComponent(csv)}`}>
          CSV
        </a>{' '}
        <span class="soft">
          of what is shown; with all digits, and as LaTeX, it is in the study’s folder under{' '}
          <code>tables</code>
        </span>
      </p>
    </details>
  );
}
