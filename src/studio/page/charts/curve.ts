/** What a chart of curves is given. */
import type { ColourName } from '../../../view/palette.ts';

export interface Curve {
  readonly name: string;
  readonly colour: ColourName;
  readonly values: readonly (number | null)[];
  /** A cloud of raw values behind the curve of their mean; not in the legend. */
  readonly faint?: boolean;
  /** As SVG has it; a solid line without it. */
  readonly dash?: string | undefined;
  /** The lower edge of a band: not drawn itself; filled up to the curve of this number. */
  readonly bandTo?: number;
  /** The upper edge of a band. */
  readonly edge?: boolean;
  readonly width?: number;
}

/** A line across the curves at a moment, and what happened there. */
export interface Mark {
  readonly x: number;
  readonly text: string;
}

export interface CurvesProps {
  /** What is shown, for the reader of a screen. */
  readonly label: string;
  readonly x: readonly number[];
  readonly curves: readonly Curve[];
  readonly marks?: readonly Mark[];
  readonly xName: string;
  readonly format: (value: number) => string;
  /** Range of y, where it is known. */
  readonly range?: readonly [number, number];
  /** Where x ends, if later than the last point. */
  readonly until?: number;
  readonly height?: number;
}
