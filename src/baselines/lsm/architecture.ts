/** The liquid state machine in `architecture.json`. */
import * as z from 'zod/mini';
import type { Infer } from '../../core/schema.ts';
import { reservoirFields } from '../reservoir/architecture.ts';

export const lsmArchitectureSchema = z.strictObject({
  system: z.literal('lsm'),
  ...reservoirFields,
});
export type LsmArchitecture = Infer<typeof lsmArchitectureSchema>;
