/** Tables as GitHub Markdown, with columns aligned in the source. */
import { shownTable, shownTexts, type Table } from './table.ts';

export function tableMarkdown(table: Table): string {
  const { caption, notes = [], columns } = shownTable(table);
  const plain = (text: string) => text.replace(/[\\|<>*_`]/g, '\\$&').replace(/[\r\n]+/g, ' ');
  const lines = shownTexts(table).map((row) => row.map(plain));
  const widths = columns.map((_, c) => Math.max(3, ...lines.map((row) => row[c]!.length)));
  const isText = (c: number) => columns[c]!.format === undefined;
  const pad = (row: readonly string[]) =>
    `| ${row.map((cell, c) => (isText(c) ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!))).join(' | ')} |`;
  const rule = `| ${widths.map((width, c) => (isText(c) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  const [head, ...body] = lines;
  return `${[caption, [pad(head!), rule, ...body.map(pad)].join('\n'), ...notes.map(plain)].join('\n\n')}\n`;
}
