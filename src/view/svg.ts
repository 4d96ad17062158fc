/** Coordinates as SVG paths have them. */

/** A tenth of a pixel is enough. */
export const coordinate = (value: number): string => String(Number(value.toFixed(1)));
