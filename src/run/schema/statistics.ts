/** Figures over seeds. */
import { z } from 'zod';
import type { Infer } from '../../core/schema.ts';

export const spreadSchema = z.object({
  mean: z.number(),
  /** Sample standard deviation (n − 1); null for a single value. */
  std: z.number().min(0).nullable(),
  min: z.number(),
  max: z.number(),
  /** In the order of the seeds. */
  values: z.array(z.number()).min(1),
});
/** Mean, standard deviation and range over seeds. @interface */
export type Spread = Infer<typeof spreadSchema>;

/** @param values at least one */
export function spread(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    mean,
    std: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : null,
    min: Math.min(...values),
    max: Math.max(...values),
    values,
  };
}
