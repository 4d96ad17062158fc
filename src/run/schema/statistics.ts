/** Figures over seeds. Apart from their schema, so that pages compute them without zod. */
import { deviationOf, meanOf } from '../../core/math.ts';
import type { Spread } from './spread.ts';

/** @param values at least one */
export function spread(values: readonly number[]): Spread {
  const mean = meanOf(values);
  return {
    mean,
    std: values.length > 1 ? deviationOf(values, mean) : null,
    min: Math.min(...values),
    max: Math.max(...values),
    values,
  };
}
