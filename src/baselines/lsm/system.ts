/** The liquid state machine (Maass et al. 2002) as a system that runs, studies and reports know. */
import { reservoirShapes } from '../reservoir/architecture.ts';
import { openReservoir } from '../reservoir/classifier.ts';
import type { BaselineSystem } from '../system.ts';
import type { LsmArchitecture } from './architecture.ts';
import { LsmJob } from './job.ts';

export const lsm: BaselineSystem<LsmArchitecture> = {
  start: LsmJob.start,
  restore: LsmJob.restore,
  tensorShapes: reservoirShapes,
  open: (engine, { architecture, tensors }) => openReservoir(engine, architecture, tensors),
};
