/** What a study found about accuracy: the table of methods, all seeds as dots, and the comparisons. */
import type { JSX } from 'preact';
import { accuracyFigure, differenceFigure, type StudyFigure } from '../../study/study-figures.ts';
import { Figure } from '../page/Figure.tsx';
import { type DatasetProps, StudyTable } from './study-table.tsx';

export function AccuracySection({
  dataset,
  reference,
  tables,
}: DatasetProps & { readonly reference: string }): JSX.Element {
  const accuracy = accuracyFigure(dataset);
  const difference = differenceFigure(dataset, reference);
  return (
    <>
      <StudyTable name="main" tables={tables} />
      {accuracy && <Shown id={`figure-accuracy-${dataset.name}`} figure={accuracy} />}
      {difference ? (
        <>
          <Shown id={`figure-differences-${dataset.name}`} figure={difference} />
          <StudyTable name="comparisons" tables={tables} />
        </>
      ) : (
        <p>No method shares a finished seed with the reference {reference} yet.</p>
      )}
    </>
  );
}

function Shown({
  id,
  figure: { legend, alt, draw, caption },
}: {
  readonly id: string;
  readonly figure: StudyFigure;
}): JSX.Element {
  return (
    <Figure id={id} legend={legend} panels={[{ alt, full: true, draw }]}>
      {caption}
    </Figure>
  );
}
