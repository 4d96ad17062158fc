/** A heterogeneous network in `architecture.json`. */
import * as z from 'zod/mini';
import type { Infer } from '../../core/schema.ts';
import { reservoirFields } from '../reservoir/architecture.ts';

export const hrsnnArchitectureSchema = z.strictObject({
  system: z.literal('hrsnn'),
  ...reservoirFields,
  /** What the search decided on, by name. */
  values: z.record(z.string(), z.number()),
});
export type HrsnnArchitecture = Infer<typeof hrsnnArchitectureSchema>;
