/** The little picture in a legend that says what a colour, a dash or a symbol of a figure means. */
import type { JSX } from 'preact';
import type { SeriesStyle } from './series.ts';

export interface LegendMark {
  /** CSS */
  readonly colour: string;
  /** `line` and its dash, `band`, `square`, `dot`, a connection of a motif, `symbol`, … */
  readonly kind:
    | 'line'
    | 'band'
    | 'square'
    | 'dot'
    | 'diamond'
    | 'excitatory'
    | 'inhibitory'
    | 'rule'
    | 'symbol';
  readonly dash?: string | undefined;
  /** Of the kind `symbol`. */
  readonly symbol?: SeriesStyle['symbol'];
}

export interface LegendEntry extends LegendMark {
  readonly label: string;
}

export function LegendKey(mark: LegendMark): JSX.Element {
  return (
    <svg class="legend-key" viewBox="0 0 30 14" width="30" height="14" aria-hidden="true">
      <Mark {...mark} />
    </svg>
  );
}

/** The symbols of Plot in a field of 30 × 14. */
const SYMBOLS: Readonly<Record<SeriesStyle['symbol'], string>> = {
  circle: 'M10 7a5 5 0 1 1 10 0a5 5 0 1 1 -10 0z',
  triangle: 'M15 1l6 10.5h-12z',
  square: 'M10.5 2.5h9v9h-9z',
  diamond: 'M15 0.5l4.2 6.5l-4.2 6.5l-4.2 -6.5z',
  cross: 'M13 1h4v4h4v4h-4v4h-4v-4h-4v-4h4z',
  star: 'M15 0.5l1.6 4.4h4.8l-3.8 2.9l1.4 4.6l-4 -2.8l-4 2.8l1.4 -4.6l-3.8 -2.9h4.8z',
};

function Mark({ kind, colour, dash, symbol = 'circle' }: LegendMark): JSX.Element {
  const stroke = { stroke: colour, 'stroke-width': 2, fill: 'none' };
  switch (kind) {
    case 'line':
      return <path d="M0 7h30" {...stroke} stroke-dasharray={dash} />;
    case 'rule':
      return <path d="M15 0v14" {...stroke} stroke-width={1.5} stroke-dasharray={dash} />;
    case 'band':
      return <rect x="0" y="2" width="30" height="10" fill={colour} fill-opacity="0.25" />;
    case 'square':
      return <rect x="9" y="1" width="12" height="12" fill={colour} />;
    case 'dot':
      return <circle cx="15" cy="7" r="4" {...stroke} stroke-width={1.5} />;
    case 'diamond':
      return <path d="M15 1l6 6l-6 6l-6 -6z" fill={colour} />;
    case 'symbol':
      return <path d={SYMBOLS[symbol]} fill={colour} />;
    case 'excitatory':
      return (
        <>
          <path d="M1 7h21" {...stroke} />
          <path d="M21 2.5l8 4.5l-8 4.5z" fill={colour} />
        </>
      );
    case 'inhibitory':
      return (
        <>
          <path d="M1 7h23" {...stroke} stroke-dasharray="5 3" />
          <path d="M26 1.5v11" {...stroke} stroke-width={3} />
        </>
      );
    default:
      return kind satisfies never;
  }
}
