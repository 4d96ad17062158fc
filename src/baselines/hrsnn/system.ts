/** The heterogeneous recurrent network as a system that runs, studies and reports know. */
import { reservoirShapes } from '../reservoir/architecture.ts';
import { openReservoir } from '../reservoir/classifier.ts';
import { FoundLiquidJob, type LiquidSearchKind } from '../reservoir/found-liquid-job.ts';
import type { BaselineSystem } from '../system.ts';
import type { HrsnnArchitecture } from './architecture.ts';
import { HrsnnSearch } from './search.ts';

const search: LiquidSearchKind = {
  name: 'hrsnn',
  stages: ['trials', 'plasticity'],
  penalty: ({ settings }) => settings.hrsnn.penalty,
  training: ({ training }) => training,
  open: HrsnnSearch.open,
};

export const hrsnn: BaselineSystem<HrsnnArchitecture> = {
  start: (input) => FoundLiquidJob.start(search, input),
  restore: (input, snapshot) => FoundLiquidJob.restore(search, input, snapshot),
  tensorShapes: reservoirShapes,
  open: (engine, { architecture, tensors }) => openReservoir(engine, architecture, tensors),
};
