/** Curves smoothed as TensorBoard smooths them: an exponential mean that does not lean towards 0 at its start. */
import type { Curve } from './curve.ts';

/** @param weight of what came before, 0 … 1 without 1 */
function smoothed(values: readonly (number | null)[], weight: number): (number | null)[] {
  let [sum, mass] = [0, 0];
  return values.map((value) => {
    // A gap is the beginning of something else.
    if (value === null) {
      [sum, mass] = [0, 0];
      return null;
    }
    sum = weight * sum + (1 - weight) * value;
    mass = weight * mass + (1 - weight);
    return sum / mass;
  });
}

/** Each curve smoothed, with what it was behind it; bands stay as they are. */
export function smoothCurves(curves: readonly Curve[], weight: number): readonly Curve[] {
  if (weight === 0 || curves.some(({ edge }) => edge)) return curves;
  const shown = curves.filter(({ faint }) => !faint);
  return [
    ...shown.map((curve): Curve => ({ ...curve, name: `${curve.name}, raw`, faint: true })),
    ...shown.map((curve): Curve => ({ ...curve, values: smoothed(curve.values, weight) })),
  ];
}
