/** What each search had in hand after how much of its budget. */
import type { JSX } from 'preact';
import type { DatasetResults } from '../../study/results.ts';
import { drawAnytime } from '../../view/figures/anytime.ts';
import { list, percent } from '../../view/format.ts';
import { seriesStyle } from '../../view/series.ts';
import { Figure, type Panel } from '../page/Figure.tsx';

type Kind = 'network' | 'supernet';

export function AnytimeSection({
  dataset: { name, anytime },
}: {
  readonly dataset: DatasetResults;
}): JSX.Element | null {
  if (anytime.length === 0) return null;
  const styled = anytime.map((curve, k) => ({ ...curve, style: seriesStyle(k) }));
  const panel = (kind: Kind, title: string): Panel[] => {
    const series = styled.flatMap(({ label, style, points }) => {
      const known = points.flatMap(({ passes, [kind]: band }) =>
        band === null ? [] : [{ passes, accuracy: band.mean }],
      );
      return known.length === 0 ? [] : [{ label, style, points: known }];
    });
    if (series.length === 0) return [];
    const ends = series.map(({ label, points }) => `${label} ${percent(points.at(-1)!.accuracy)}`);
    return [
      {
        title,
        alt: `${title} against the budget; in the end ${list(ends)}.`,
        full: true,
        draw: drawAnytime(series),
      },
    ];
  };
  return (
    <Figure
      id={`figure-anytime-${name}`}
      legend={styled.map(({ label, style }) => ({
        ...{ label, colour: style.colour, kind: 'line' as const },
        ...(style.dash !== undefined && { dash: style.dash }),
      }))}
      panels={[
        ...panel('network', 'The best network so far'),
        ...panel('supernet', 'The supernet, whose connections are not decided'),
      ]}
    >
      Accuracy on the validation half of what each search on {name} had in hand, against what it had
      spent: the highest so far, mean over the seeds. The search chooses by these samples, so they
      flatter it; a network that has been trained briefly is not what the final training makes of
      it.
    </Figure>
  );
}
