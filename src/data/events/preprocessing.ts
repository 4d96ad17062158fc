/**
 * How recordings become samples, as plain data: all that somebody needs who wants to feed a trained
 * network with events of the same sensor. Runs record it, and exported networks carry it.
 */
import * as z from 'zod';
import type { Settings } from '../../core/settings/declare.ts';
import { transformFields } from './transform.ts';

const side = z
  .int()
  .min(1)
  .max(2 ** 16);

export const preprocessingSchema = z.strictObject({
  /** As it records, before crop and pooling. */
  sensor: z.strictObject({
    width: side,
    height: side,
    polarities: z.union([z.literal(1), z.literal(2)]),
  }),
  /** What time 0 is: the first event of every recording, or where the recording begins. */
  zero: z.enum(['first-event', 'recording']),
  ...transformFields,
});

/** How recordings become samples. */
export interface Preprocessing extends Settings<typeof preprocessingSchema> {}

/** What time 0 is. */
export type Zero = Preprocessing['zero'];
