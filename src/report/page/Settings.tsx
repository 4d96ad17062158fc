/** Settings: what was changed, and folded away, on paper left out, all of them. */
import type { JSX } from 'preact';
import type { Table } from '../../view/table/table.ts';
import { DataTable } from './DataTable.tsx';

interface SettingsProps {
  /** What the settings started from. */
  readonly base: string;
  readonly changed: Table;
  readonly all: Table;
}

export function Settings({ base, changed, all }: SettingsProps): JSX.Element {
  return (
    <>
      {changed.rows.length === 0 ? (
        <p>All settings are those of {base}.</p>
      ) : (
        <DataTable table={changed} />
      )}
      <details class="all-settings">
        <summary>All settings</summary>
        <DataTable table={all} />
      </details>
    </>
  );
}
