/** The settings of baseline systems, one section each. */
import * as z from 'zod';
import { explain, type Settings } from '../core/settings/declare.ts';
import { elsmSchema } from './elsm/settings.ts';
import { gruSchema, lstmSchema, phasedLstmSchema, rnnSchema } from './gated/settings.ts';
import { hrsnnSchema } from './hrsnn/settings.ts';
import { lsmSchema } from './lsm/settings.ts';
import { stRsbpSchema } from './st-rsbp/settings.ts';
import { stbpSchema } from './stbp/stbp.ts';

export const baselinesSchema = z.strictObject({
  lsm: explain(lsmSchema, 'The liquid state machine.').prefault({}),
  stbp: explain(stbpSchema, 'Feedforward networks by STBP: the architecture `stbp`.').prefault({}),
  rnn: explain(rnnSchema, 'The plain recurrent network.').prefault({}),
  lstm: explain(lstmSchema, 'The network of long short-term memory.').prefault({}),
  gru: explain(gruSchema, 'The network of gated recurrent units.').prefault({}),
  'phased-lstm': explain(
    phasedLstmSchema,
    'The network of long short-term memory with time gates.',
  ).prefault({}),
  hrsnn: explain(
    hrsnnSchema,
    'The heterogeneous network that learns by spike-timing-dependent plasticity.',
  ).prefault({}),
  elsm: explain(elsmSchema, 'The liquid whose connections evolve.').prefault({}),
  'st-rsbp': explain(
    stRsbpSchema,
    'The recurrent network that is trained at the level of spike trains.',
  ).prefault({}),
});

export interface BaselineSettings extends Settings<typeof baselinesSchema> {}
