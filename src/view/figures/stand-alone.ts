/** Drawings that can leave their page: one that is copied or saved shows what it showed there. */
import { inLightColours } from '../palette.ts';

/** Fonts of figures: the one that files embed, then others of the same widths. */
export const FIGURE_FONT = 'Motifsmith Sans';
const FONT_FAMILY = `'${FIGURE_FONT}', 'Liberation Sans', Arial, Helvetica, sans-serif`;

/** What the embedded font has no letters for; assets/fonts/OFL.txt says what is in it. */
export const FONT_LACKS =
  /[^\s!-~\u00a0-\u017f\u0384-\u03ce\u0400-\u045f\u2010-\u2027\u2030\u2032\u2033\u2190-\u2194\u2202\u2206\u2211\u2212\u221a\u221e\u2248\u2260\u2264\u2265]/gu;

/** Size of text in drawings, in their own units. */
export const TEXT_SIZE = 11;

/** What an `<svg>` element needs at its root to be a file. */
export const STAND_ALONE = {
  xmlns: 'http://www.w3.org/2000/svg',
  'font-family': FONT_FAMILY,
  'font-size': TEXT_SIZE,
} as const;

/** An `<svg>` element with everything in itself; the style of a page may still change it. */
export const standAlone = (svg: string): string =>
  inLightColours(svg).replace(/^<svg/, `<svg ${attributes(STAND_ALONE)}`);

const attributes = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}="${value}"`)
    .join(' ');
