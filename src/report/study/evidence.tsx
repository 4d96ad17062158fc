/** What searching gained over random motifs, and how alike the motifs are that different seeds found. */
import type { JSX } from 'preact';
import { type DatasetTables, StudyTable } from './study-table.tsx';

export function EvidenceSection({ tables }: { readonly tables: DatasetTables }): JSX.Element {
  if (tables.get('search')!.rows.length === 0) {
    return (
      <p>
        The study has neither random motifs to compare with (method random-motif) nor two finished
        seeds of a method with motifs.
      </p>
    );
  }
  return <StudyTable name="search" tables={tables} />;
}
