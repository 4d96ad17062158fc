/** An evolved liquid in `architecture.json`. */
import * as z from 'zod/mini';
import type { Infer } from '../../core/schema.ts';
import { READOUT_KINDS } from '../readout/readout.ts';
import { reservoirFields } from '../reservoir/architecture.ts';

export const elsmArchitectureSchema = z.strictObject({
  system: z.literal('elsm'),
  ...reservoirFields,
  readout: z.enum(READOUT_KINDS),
  /** What the liquid was chosen by. */
  objectives: z.strictObject({
    smallWorld: z.number(),
    /** |σ − 1|; null if no spike has a ratio. */
    criticality: z.nullable(z.number()),
  }),
});
export type ElsmArchitecture = Infer<typeof elsmArchitectureSchema>;
