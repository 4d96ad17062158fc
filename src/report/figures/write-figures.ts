/** Figures as files for a paper: SVG and PDF, each in two widths, with their font in them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureFolder } from '../../files/folders.ts';
import { writeWhole } from '../../files/write-atomic.ts';
import { PRINT_WIDTHS, printFigure } from '../../view/figures/print-figure.tsx';
import { FONT_LACKS } from '../../view/figures/stand-alone.ts';
import { list } from '../../view/format.ts';
import type { NamedFigure } from '../page/register.ts';
import { pdfWriter } from './pdf.ts';

const FONTS = join(import.meta.dirname, '../../../assets/fonts');

export interface WrittenFigures {
  readonly files: readonly string[];
  /** What a reader of the files should know. */
  readonly notes: readonly string[];
}

/**
 * Writes `NAME-84mm.svg`, `NAME-174mm.pdf` and so on; those that are there are replaced. What is higher than a page
 * goes on in `NAME-84mm-2.svg`.
 * @throws MotifsmithError `inputOutput`
 */
export async function writeFigures(
  folder: string,
  figures: readonly NamedFigure[],
): Promise<WrittenFigures> {
  const font = (await readFile(join(FONTS, 'Motifsmith-Sans.woff2'))).toString('base64');
  const pdf = pdfWriter(join(FONTS, 'Motifsmith-Sans.ttf'));
  await ensureFolder(folder);
  const files: string[] = [];
  const lacking = new Set<string>();
  for (const { id, ...figure } of figures) {
    for (const width of PRINT_WIDTHS) {
      for (const [k, part] of printFigure(figure, width, font).entries()) {
        const name = `${id.replace(/^figure-/, '')}-${width.name}${k === 0 ? '' : `-${k + 1}`}`;
        const write = async (ending: string, content: string | Uint8Array): Promise<void> => {
          const file = join(folder, `${name}.${ending}`);
          await writeWhole(file, content);
          files.push(file);
        };
        for (const letter of part.words.match(FONT_LACKS) ?? []) lacking.add(letter);
        await write('svg', part.svg);
        if (pdf) await write('pdf', await pdf(part));
      }
    }
  }
  const letters = [...lacking].sort();
  return {
    files,
    notes: [
      ...(pdf
        ? []
        : [
            'PDF files need a package that is not installed: npm install pdfmake (with --global if motifsmith is).',
          ]),
      ...(letters.length === 0
        ? []
        : [
            `The font of the figures lacks ${list(letters.slice(0, 10))}${letters.length > 10 ? ` and ${letters.length - 10} more` : ''}: PDF files have boxes in their place, SVG files another font.`,
          ]),
    ],
  };
}
