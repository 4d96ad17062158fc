/** Tables as GitHub Markdown, with columns aligned in the source. */
import { cellText, shownTable, type Table } from './table.ts';

export function tableMarkdown(table: Table): string {
  const { caption, notes = [], columns, rows } = shownTable(table);
  const plain = (text: string) => text.replace(/[\\|<>*_`]/g, '\\$&').replace(/[\r\n]+/g, ' ');
  const lines = [
    columns.map(({ head }) => plain(head)),
    ...rows.map((row) => row.map((cell, c) => plain(cellText(cell, columns[c]!)))),
  ];
  const widths = columns.map((_, c) => Math.max(3, ...lines.map((row) => row[c]!.length)));
  const isText = (c: number) => columns[c]!.format === undefined;
  const pad = (row: readonly string[]) =>
    `| ${row.map((cell, c) => (isText(c) ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!))).join(' | ')} |`;
  const rule = `| ${widths.map((width, c) => (isText(c) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  const [head, ...body] = lines;
  return `${[caption, [pad(head!), rule, ...body.map(pad)].join('\n'), ...notes.map(plain)].join('\n\n')}\n`;
}
