/** Folds: the accuracy over all samples, each tested once, and fold by fold. */
import type { JSX } from 'preact';
import { type DatasetTables, StudyTable } from './study-table.tsx';

export function FoldsSection({ tables }: { readonly tables: DatasetTables }): JSX.Element | null {
  if (!tables.has('folds')) return null;
  return (
    <>
      <h3>Fold by fold</h3>
      <StudyTable name="folds" tables={tables} />
    </>
  );
}
