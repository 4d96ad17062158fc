/** A numbered table; wide ones scroll by themselves, also by keyboard, instead of widening the page. */
import type { ComponentChildren, JSX } from 'preact';
import {
  type Cell,
  type Column,
  cellText,
  columnId,
  shownTable,
  type Table,
} from '../../view/table/table.ts';
import { useRegister } from './register.ts';

interface DataTableProps {
  readonly table: Table;
  /** Whether it is a file of its own, not a part of another. */
  readonly inFile?: boolean;
}

export function DataTable({ table, inFile = true }: DataTableProps): JSX.Element {
  const number = useRegister().addTable(table, inFile);
  const { name, caption, notes = [], columns, rows } = shownTable(table);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section class="scroll" tabIndex={0} aria-label={`Table ${number}, scrollable`}>
        <table id={`table-${name}`}>
          <caption>
            <span>
              <b class="number-label">Table {number}.</b> {caption}
            </span>
          </caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={columnId(column)} scope="col" class={className(column)}>
                  {column.head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, r) => (
              <Row key={r} row={row} columns={columns} />
            ))}
          </tbody>
        </table>
      </section>
      {notes.map((note) => (
        <p key={note} class="note">
          {note}
        </p>
      ))}
    </>
  );
}

function Row({
  row,
  columns,
}: {
  readonly row: readonly Cell[];
  readonly columns: readonly Column[];
}): JSX.Element {
  return (
    <tr>
      {columns.map((column, c) => {
        const text: ComponentChildren = cellText(row[c], column);
        const key = columnId(column);
        return c === 0 ? (
          <th key={key} scope="row" class={className(column)}>
            {text}
          </th>
        ) : (
          <td key={key} class={className(column)}>
            {text}
          </td>
        );
      })}
    </tr>
  );
}

function className({ format, wrap }: Column): string | undefined {
  if (format) return 'number';
  return wrap ? 'wrap' : undefined;
}
