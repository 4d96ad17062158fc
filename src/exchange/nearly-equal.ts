/** float32 keeps 24 bits: equal numbers may differ by this share of themselves after a conversion. */
export const SAME = 1e-6;

export const isSame = (a: number, b: number): boolean => Math.abs(a - b) <= SAME * Math.abs(b);
