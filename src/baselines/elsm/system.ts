/** The evolved liquid (Pan et al. 2024) as a system that runs, studies and reports know. */
import { reservoirShapes } from '../reservoir/architecture.ts';
import { openReservoir } from '../reservoir/classifier.ts';
import { FoundLiquidJob, type LiquidSearchKind } from '../reservoir/found-liquid-job.ts';
import type { BaselineSystem } from '../system.ts';
import type { ElsmArchitecture } from './architecture.ts';
import { ElsmSearch } from './search.ts';
import { elsmTraining } from './settings.ts';

const search: LiquidSearchKind = {
  name: 'elsm',
  stages: ['evolve'],
  penalty: ({ settings }) => settings.elsm.penalty,
  training: ({ settings, training }) => ({ ...training, ...elsmTraining(settings.elsm) }),
  open: async (input, state, tensors) => new ElsmSearch(input, state, tensors),
};

export const elsm: BaselineSystem<ElsmArchitecture> = {
  start: (input) => FoundLiquidJob.start(search, input),
  restore: (input, snapshot) => FoundLiquidJob.restore(search, input, snapshot),
  tensorShapes: reservoirShapes,
  open: (engine, { architecture, tensors }) => openReservoir(engine, architecture, tensors),
};
