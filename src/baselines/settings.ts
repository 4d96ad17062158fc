/** The settings of baseline systems, one section each. */
import * as z from 'zod';
import { explain, type Settings } from '../core/settings/declare.ts';
import { lsmSchema } from './lsm/settings.ts';
import { stbpSchema } from './stbp/stbp.ts';

export const baselinesSchema = z.strictObject({
  lsm: explain(lsmSchema, 'The liquid state machine.').prefault({}),
  stbp: explain(stbpSchema, 'Feedforward networks by STBP: the architecture `stbp`.').prefault({}),
});

export interface BaselineSettings extends Settings<typeof baselinesSchema> {}
