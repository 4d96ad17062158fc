/** Tables as CSV: RFC 4180 with line feeds, figures in full precision. */

/** A figure in full precision; null if there is none. */
export type CsvCell = string | number | null | undefined;

export function csvText(head: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  const cell = (value: CsvCell): string => {
    const text = String(value ?? '');
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [head, ...rows].map((row) => `${row.map(cell).join(',')}\n`).join('');
}
