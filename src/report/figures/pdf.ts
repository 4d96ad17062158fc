/** Drawings as PDF files with their fonts, by pdfmake, which few need and which is therefore optional. */
import { createRequire } from 'node:module';
import { decode, encode } from 'fast-png';
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
        content: [{ svg: svg.replace(PNG, opaque), width, height }],
      })
      .getBuffer();
  };
}

const PNG = /data:image\/png;base64,([\w+/=]+)/g;

/**
 * A picture as it looks on paper, which is white. PDFKit packs the transparency of a picture while it goes on, so that the
 * order of what it writes would be a matter of luck.
 */
function opaque(address: string, base64: string): string {
  const { width, height, channels, data } = decode(Buffer.from(base64, 'base64'));
  if (channels !== 4) return address;
  const colours = new Uint8Array(3 * width * height);
  for (let k = 0; k < width * height; k++) {
    const strength = data[4 * k + 3]! / 255;
    for (let c = 0; c < 3; c++) {
      colours[3 * k + c] = Math.round(255 + strength * (data[4 * k + c]! - 255));
    }
  }
  const png = encode({ width, height, channels: 3, data: colours });
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
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
