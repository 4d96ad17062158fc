/** Recurrent networks by ST-RSBP (Zhang and Li 2019) as a system that runs, studies and reports know. */
import type { BaselineSystem } from '../system.ts';
import type { StRsbpArchitecture } from './architecture.ts';
import { openStRsbp, stRsbpShapes } from './classifier.ts';
import { StRsbpJob } from './job.ts';

export const stRsbp: BaselineSystem<StRsbpArchitecture> = {
  start: StRsbpJob.start,
  restore: StRsbpJob.restore,
  tensorShapes: stRsbpShapes,
  open: async (_engine, model) => openStRsbp(model),
};
