/** The confusion matrix, and every cell that has samples as a button that shows them. */
import { counted } from '../../../view/format.ts';
import { rowShares } from '../../../view/shares.ts';
import { Scroll } from '../parts/scroll.tsx';
import type { Choice } from './choice.ts';

/** With more classes than this, only the most frequent mistakes are listed. */
const MOST_CLASSES = 30;
const MOST_MISTAKES = 30;

interface ConfusionProps {
  /** [classes][classes] samples of the row's class that were taken for the column's. */
  readonly counts: readonly (readonly number[])[];
  readonly nameOf: (label: number) => string;
  readonly cell: Choice['cell'];
  readonly choose: (cell: Choice['cell']) => void;
}

export function Confusion(props: ConfusionProps) {
  return props.counts.length > MOST_CLASSES ? <Mistakes {...props} /> : <Matrix {...props} />;
}

function Matrix({ counts, nameOf, cell, choose }: ConfusionProps) {
  const shares = rowShares(counts);
  return (
    <Scroll label="Confusion matrix">
      <table class="confusion">
        <caption class="small soft">Rows: the class; columns: what the network decided.</caption>
        <thead>
          <tr>
            <td />
            {counts.map((_, k) => (
              <th key={k} scope="col">
                {nameOf(k)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {counts.map((row, truth) => (
            <tr key={truth}>
              <th scope="row">{nameOf(truth)}</th>
              {row.map((count, decided) => (
                <td key={decided} class={truth === decided ? 'right-class' : ''}>
                  {count > 0 && (
                    <Cell
                      {...{ count, truth, decided, nameOf, cell, choose }}
                      share={shares[truth]![decided]!}
                    />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Cell({
  count,
  truth,
  decided,
  share,
  nameOf,
  cell,
  choose,
}: Omit<ConfusionProps, 'counts'> & {
  readonly count: number;
  readonly truth: number;
  readonly decided: number;
  readonly share: number;
}) {
  const chosen = cell?.truth === truth && cell.decided === decided;
  const what =
    truth === decided
      ? `${nameOf(truth)} recognised`
      : `${nameOf(truth)} mistaken for ${nameOf(decided)}`;
  return (
    <button
      type="button"
      aria-pressed={chosen}
      aria-label={`${what}: ${counted(count, 'sample')}`}
      title={what}
      style={{
        background: `color-mix(in srgb, var(--c1) ${Math.round(8 + 92 * share)}%, var(--surface))`,
      }}
      data-strong={share > 0.5 ? '' : undefined}
      onClick={() => choose(chosen ? null : { truth, decided })}
    >
      {count}
    </button>
  );
}

function Mistakes({ counts, nameOf, cell, choose }: ConfusionProps) {
  const mistakes = counts
    .flatMap((row, truth) => row.map((count, decided) => ({ truth, decided, count })))
    .filter(({ truth, decided, count }) => truth !== decided && count > 0)
    .sort((a, b) => b.count - a.count);
  return (
    <>
      <p class="small soft">
        {mistakes.length === 0
          ? 'No mistakes.'
          : `The most frequent of ${counted(mistakes.length, 'kind')} of mistakes:`}
      </p>
      <div class="row">
        {mistakes.slice(0, MOST_MISTAKES).map(({ truth, decided, count }) => {
          const chosen = cell?.truth === truth && cell.decided === decided;
          return (
            <button
              key={`${truth}-${decided}`}
              type="button"
              aria-pressed={chosen}
              onClick={() => choose(chosen ? null : { truth, decided })}
            >
              {nameOf(truth)} → {nameOf(decided)}: {count}
            </button>
          );
        })}
      </div>
    </>
  );
}
