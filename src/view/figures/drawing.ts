/**
 * The one place that draws with Observable Plot: on a document of our own instead of a browser's, with
 * colours that follow the page's light and dark themes, and without anything that would differ
 * between two renderings of the same input.
 */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { cssColour } from '../palette.ts';

const { document } = parseHTML('<!doctype html><body></body>');

/** Width of a panel that fits a telephone of 360 pixels, and of one that takes a page of its own. */
export const NARROW = 336;
export const WIDE = 720;

/** A drawing, made for a width in pixels; the text is an `<svg>` element. */
export type Drawing = (width: number) => string;

/** Common to all figures: their text is set by the page, their marks by colours of the theme. */
const COMMON: Plot.PlotOptions = {
  document: document as unknown as Document,
  marginLeft: 46,
  marginRight: 14,
  marginTop: 24,
  marginBottom: 34,
};

/** Draws a plot. @param options as Plot takes them; no mark may need an id (no clipping, no gradients) */
export function drawPlot(options: Plot.PlotOptions): string {
  const svg = Plot.plot({ ...COMMON, ...options });
  // What Plot's own style says stands once in the page's.
  for (const style of [...svg.querySelectorAll('style')]) style.remove();
  for (const name of ['xmlns', 'xmlns:xlink', 'style', 'font-family', 'font-size']) {
    svg.removeAttribute(name);
  }
  svg.setAttribute('aria-hidden', 'true');
  return svg.outerHTML;
}

/** Colours of the page's theme as marks take them. */
export const INK = cssColour('ink');
export const SOFT = cssColour('soft');
export const SURFACE = cssColour('surface');
export const ON_DATA = cssColour('on-data');
/** The first and the second of several kinds of marks. */
export const FIRST = cssColour('c1');
export const SECOND = cssColour('c2');
