/** The four networks of gated cells as systems that runs, studies and reports know. */
import type { BaselineArchitecture } from '../architecture-schema.ts';
import type { GatedName } from '../names.ts';
import type { BaselineSystem } from '../system.ts';
import { gatedShapes } from './architecture.ts';
import { openGated } from './classifier.ts';
import { GatedJob } from './job.ts';

const gated = <Name extends GatedName>(
  name: Name,
): BaselineSystem<Extract<BaselineArchitecture, { system: Name }>> => ({
  start: async (input) => new GatedJob(name, input, null),
  restore: async (input, snapshot) => new GatedJob(name, input, snapshot),
  tensorShapes: gatedShapes,
  open: async (_engine, model) => openGated(model),
});

export const rnn = gated('rnn');
export const lstm = gated('lstm');
export const gru = gated('gru');
export const phasedLstm = gated('phased-lstm');
