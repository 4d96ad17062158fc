/**
 * The one place that draws with Observable Plot: on a document of our own instead of a browser's, with
 * colours that follow the page's light and dark themes, and without anything that would differ
 * between two renderings of the same input.
 */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

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

/** Names of the theme's colours as marks take them; `page/style.ts` says what they are. */
export const INK = 'var(--ink)';
export const QUIET = 'var(--quiet)';
export const FAINT = 'var(--rule)';
export const BLUE = 'var(--blue)';
export const VERMILION = 'var(--vermilion)';

/** How one of several series is drawn: never by colour alone. */
export interface SeriesStyle {
  readonly colour: string;
  /** Dash pattern of lines; undefined for a solid one. */
  readonly dash: string | undefined;
  readonly symbol: 'circle' | 'triangle' | 'square' | 'diamond' | 'cross' | 'star';
}

const SERIES: readonly SeriesStyle[] = [
  { colour: BLUE, dash: undefined, symbol: 'circle' },
  { colour: VERMILION, dash: '6 3', symbol: 'triangle' },
  { colour: 'var(--green)', dash: '2 2.5', symbol: 'square' },
  { colour: 'var(--purple)', dash: '9 3 2 3', symbol: 'diamond' },
  { colour: 'var(--orange)', dash: '12 3', symbol: 'cross' },
  { colour: 'var(--sky)', dash: '4 2 1 2 1 2', symbol: 'star' },
];

/** The style of series k; there are six colours, after which they pair anew with dashes and symbols. */
export function seriesStyle(k: number): SeriesStyle {
  const round = Math.floor(k / SERIES.length);
  const { dash, symbol } = SERIES[(k + round) % SERIES.length]!;
  return { colour: SERIES[k % SERIES.length]!.colour, dash, symbol };
}
