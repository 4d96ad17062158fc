/** Mean, standard deviation and range over seeds, as files hold them. */
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
