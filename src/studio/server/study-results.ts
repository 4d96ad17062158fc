/** What a study has found so far, as `results.json` in its folder has it: figures and tables. */
import { readStudyResults } from '../../study/read-study.ts';
import { accuracyFigure, differenceFigure, type StudyFigure } from '../../study/study-figures.ts';
import { studyTables } from '../../study/tables/study-tables.ts';
import { NARROW, WIDE } from '../../view/figures/drawing.ts';
import { cellText, shownTable, type Table } from '../../view/table/table.ts';
import type { StudyFigureReply, StudyResultsReply, StudyTable } from '../api/studies.ts';

/** @throws MotifsmithError `artifact` if the file is damaged */
export async function studyResultsReply(folder: string): Promise<StudyResultsReply> {
  const results = await readStudyResults(folder);
  if (results === null) return { figures: [], tables: [] };
  const figures = results.datasets.flatMap((dataset) => [
    accuracyFigure(dataset),
    differenceFigure(dataset, results.reference),
  ]);
  return {
    figures: figures.flatMap((figure) => (figure ? [drawn(figure)] : [])),
    tables: studyTables(results)
      .filter(({ rows }) => rows.length > 0)
      .map(asText),
  };
}

const drawn = ({ draw, legend, alt, caption }: StudyFigure): StudyFigureReply => ({
  legend,
  alt,
  caption,
  narrow: draw(NARROW),
  wide: draw(WIDE),
});

function asText(table: Table): StudyTable {
  const { name, caption, notes = [], columns, rows } = shownTable(table);
  return {
    name,
    caption,
    notes,
    columns: columns.map(({ head, format }) => ({ head, isNumber: format !== undefined })),
    rows: rows.map((row) => row.map((cell, c) => cellText(cell, columns[c]!))),
  };
}
