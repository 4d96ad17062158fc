/** How one of several series is drawn: never distinguished by colour alone. */
import { type ColourName, cssColour } from './palette.ts';

export interface SeriesStyle {
  readonly name: ColourName;
  /** The same as CSS: it follows the page's theme. */
  readonly colour: string;
  /** Dash pattern of lines, as SVG has it; undefined for a solid one. */
  readonly dash: string | undefined;
  readonly symbol: 'circle' | 'triangle' | 'square' | 'diamond' | 'cross' | 'star';
}

const style = (
  name: ColourName,
  dash?: string,
  symbol: SeriesStyle['symbol'] = 'circle',
): SeriesStyle => ({ name, colour: cssColour(name), dash, symbol });

const SERIES: readonly SeriesStyle[] = [
  style('c1', undefined, 'circle'),
  style('c2', '6 3', 'triangle'),
  style('c3', '2 2.5', 'square'),
  style('c4', '9 3 2 3', 'diamond'),
  style('c5', '12 3', 'cross'),
  style('c6', '4 2 1 2 1 2', 'star'),
];

/** The style of series k. After six, colours pair with other dashes and symbols. */
export function seriesStyle(k: number): SeriesStyle {
  const round = Math.floor(k / SERIES.length);
  const { dash, symbol } = SERIES[(k + round) % SERIES.length]!;
  return style(SERIES[k % SERIES.length]!.name, dash, symbol);
}

/** Connection types as series. */
export const TYPE_SERIES = {
  exc: style('exc'),
  inh: style('inh', '6 3'),
  none: style('soft', '2 2.5'),
} as const;

/** What was measured on training samples, and on those held out. */
export const TRAINING_SERIES = style('c1');
export const VALIDATION_SERIES = style('c2', '6 3', 'triangle');
