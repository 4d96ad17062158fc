/** Drawings as PDF files with their fonts, by pdfmake, which few need and which is therefore optional. */
import { createRequire } from 'node:module';
import type { PrintedPart } from '../../view/figures/print-figure.tsx';
import { FIGURE_FONT } from '../../view/figures/stand-alone.ts';

const POINTS_PER_MILLIMETRE = 72 / 25.4;

/** Makes the PDF file of a drawing. */
export type PdfWriter = (part: PrintedPart) => Promise<Uint8Array>;

/**
 * @param font TrueType file of the figures' font
 * @returns null if pdfmake is not installed
 */
export function pdfWriter(font: string): PdfWriter | null {
  const maker = loadMaker();
  if (maker === null) return null;
  maker.setFonts({ [FIGURE_FONT]: { normal: font, bold: font } });
  // Nothing but the font is read, whatever a drawing says.
  maker.setUrlAccessPolicy(() => false);
  maker.setLocalAccessPolicy((path) => path === font);
  return ({ svg, millimetres }) => {
    const width = millimetres.width * POINTS_PER_MILLIMETRE;
    const height = millimetres.height * POINTS_PER_MILLIMETRE;
    return maker
      .createPdf({
        pageSize: { width, height },
        pageMargins: 0,
        defaultStyle: { font: FIGURE_FONT },
        // A clock would make every file another one.
        info: { creator: 'Motifsmith', producer: 'pdfmake', creationDate: new Date(0) },
        content: [{ svg, width, height }],
      })
      .getBuffer();
  };
}

/** A module of CommonJS whose exports an import would not find. */
function loadMaker(): typeof import('pdfmake') | null {
  try {
    return createRequire(import.meta.url)('pdfmake');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return null;
    throw error;
  }
}
