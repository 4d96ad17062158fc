/** Tables as files, in three forms each. The one place that writes them, for studies and for reports. */
import { join } from 'node:path';
import { MotifsmithError } from '../../core/errors.ts';
import { ensureFolder } from '../../files/folders.ts';
import { writeWhole } from '../../files/write-atomic.ts';
import { list } from '../../view/format.ts';
import { tableLatex } from '../../view/table/latex.ts';
import { tableMarkdown } from '../../view/table/markdown.ts';
import { chooseColumns, type Table, tableCsv } from '../../view/table/table.ts';

/** A table, and what readers of LaTeX and Markdown see of it, where they want it otherwise. */
export interface WrittenTable {
  readonly table: Table;
  readonly shown?: Table;
}

/**
 * The columns that somebody wants of some tables.
 * @param columns by the name of a table; the empty one is that of the first
 * @throws MotifsmithError `usage` for a table or a column that does not exist
 */
export function chooseTables(
  tables: readonly Table[],
  columns: ReadonlyMap<string, readonly string[]> = new Map(),
): WrittenTable[] {
  const known = tables.map(({ name }) => name);
  for (const name of columns.keys()) {
    if (name !== '' && !known.includes(name)) {
      throw new MotifsmithError('usage', `There is no table ${JSON.stringify(name)}.`, {
        where: '--columns',
        remedy: `There are ${list(known)}.`,
      });
    }
  }
  return tables.map((table, k) => {
    const ids = columns.get(table.name) ?? (k === 0 ? columns.get('') : undefined);
    return ids === undefined ? { table } : { table, shown: chooseColumns(table, ids) };
  });
}

/**
 * Writes `NAME.csv`, `NAME.md` and `NAME.tex` of each table; those that are there are replaced.
 * @returns the files
 * @throws MotifsmithError `inputOutput`
 */
export async function writeTables(
  folder: string,
  tables: readonly WrittenTable[],
): Promise<string[]> {
  await ensureFolder(folder);
  const files: string[] = [];
  for (const { table, shown = table } of tables) {
    for (const [ending, text] of [
      ['csv', tableCsv(table)],
      ['md', tableMarkdown(shown)],
      ['tex', tableLatex(shown)],
    ] as const) {
      const file = join(folder, `${table.name}.${ending}`);
      await writeWhole(file, text);
      files.push(file);
    }
  }
  return files;
}
