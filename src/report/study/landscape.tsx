/** The landscape of motifs: how far random ones of equal density spread, and what a search could reach. */
import type { JSX } from 'preact';
import { drawLandscape, LANDSCAPE_LEGEND } from '../../view/figures/histogram.ts';
import { counted, percent, percentNumber } from '../../view/format.ts';
import { Figure } from '../page/Figure.tsx';
import { type DatasetProps, StudyTable } from './study-table.tsx';

export function LandscapeSection({
  dataset: { name, landscape, methods },
  tables,
}: DatasetProps): JSX.Element | null {
  if (landscape === null) return null;
  const { method, motifs, mean, std, quantiles, noise, spread, ceiling } = landscape;
  const { crossValidation, accuracy } = methods.find((one) => one.method === method) ?? {};
  const values = (crossValidation ? crossValidation.pooled : accuracy)?.values ?? [];
  const [least, lower, , upper, greatest] = quantiles;
  return (
    <>
      <h3>The landscape</h3>
      <Figure
        id={`figure-landscape-${name}`}
        legend={LANDSCAPE_LEGEND.slice(0, ceiling === null ? 2 : 3)}
        panels={[
          {
            alt: `Test accuracies of ${counted(motifs, 'motif')} connected at random, from ${percent(least)} to ${percent(greatest)}, half of them between ${percent(lower)} and ${percent(upper)}.`,
            full: true,
            draw: drawLandscape(values, mean, ceiling),
          },
        ]}
      >
        Test accuracies of {counted(motifs, 'motif')} of equal density, connected at random, on{' '}
        {name}: mean {percent(mean)}, standard deviation {percentNumber(std)} points.{' '}
        {noise === null || spread === null || ceiling === null
          ? 'How much of it is training alone, the method same-motif would say.'
          : `One motif under different seeds varies by ${percentNumber(noise)} points, which leaves ${percentNumber(spread)} to the motifs; a search that told ${motifs} motifs apart without luck would reach ${percent(ceiling)}.`}
      </Figure>
      <StudyTable name="landscape" tables={tables} />
    </>
  );
}
