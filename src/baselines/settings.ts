/** The settings of baseline systems, one section each. */
import * as z from 'zod';
import { explain, type Settings } from '../core/settings/declare.ts';
import { lsmSchema } from './lsm/settings.ts';

export const baselinesSchema = z.strictObject({
  lsm: explain(lsmSchema, 'The liquid state machine.').prefault({}),
});

export interface BaselineSettings extends Settings<typeof baselinesSchema> {}
