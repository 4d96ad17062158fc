/** Figures as the tables show them. No locale: the same bytes everywhere. */

/** A figure that there may not be. */
type Figure = number | null | undefined;

/** Where there is none. */
export const NOTHING = '–';

const minus = (text: string): string => text.replace('-', '−');

const some = (value: Figure, show: (value: number) => string): string =>
  value === null || value === undefined ? NOTHING : show(value);

/** `96.08` of a fraction: percent, or percentage points. */
export const points = (value: Figure): string =>
  some(value, (fraction) => minus((100 * fraction).toFixed(2)));

/** `+1.20`, `−0.35` of a fraction. */
export const signedPoints = (value: Figure): string =>
  some(value, (fraction) => {
    const text = points(fraction);
    return fraction > 0 && text !== '0.00' ? `+${text}` : text;
  });

/** `96.08 ± 0.27`; the mean alone where there is no deviation. */
export function spreadPoints({ mean, std }: { mean: number; std: number | null }): string {
  return std === null ? points(mean) : `${points(mean)} ± ${points(std)}`;
}

/** `0.0123`, with a minus sign. */
export const fixed = (value: Figure, digits: number): string =>
  some(value, (number) => minus(number.toFixed(digits)));

/** `[95.84, 96.31]` of fractions. */
export const interval = (
  value: readonly [number, number] | null,
  show: (value: number) => string = points,
): string => (value === null ? NOTHING : `[${show(value[0])}, ${show(value[1])}]`);

/** `12,345` */
export const count = (value: Figure): string =>
  some(value, (number) => minus(String(Math.round(number)).replace(/\B(?=(\d{3})+$)/g, ',')));

/** `0.013`, `< 0.001` */
export const probability = (value: Figure): string =>
  some(value, (p) => (p < 0.001 ? '< 0.001' : p.toFixed(3)));

/** `1.5 MB`, `12.3 kB` */
export const bytes = (value: Figure): string =>
  some(value, (size) =>
    size < 1e6 ? `${(size / 1e3).toFixed(1)} kB` : `${(size / 1e6).toFixed(1)} MB`,
  );

/** `16, 8, 16`; layers of one network as `16+8`. */
export const sizes = (perSeed: readonly (readonly number[])[]): string => {
  const texts = perSeed.map((layers) => layers.join('+') || NOTHING);
  const [first] = texts;
  if (first === undefined) return NOTHING;
  return texts.every((text) => text === first) ? first : texts.join(', ');
};
