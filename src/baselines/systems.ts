/** The systems by name, and what is asked of any of them. */
import { checkSettings } from '../core/settings/check.ts';
import type { Engine } from '../engine/engine.ts';
import type { Snapshot } from '../training/job.ts';
import type { BaselineArchitecture } from './architecture-schema.ts';
import { elsm } from './elsm/system.ts';
import { gru, lstm, phasedLstm, rnn } from './gated/systems.ts';
import { hrsnn } from './hrsnn/system.ts';
import { lsm } from './lsm/system.ts';
import type { SystemName } from './names.ts';
import { baselinesSchema } from './settings.ts';
import { stRsbp } from './st-rsbp/system.ts';
import type {
  BaselineInput,
  BaselineJob,
  BaselineModel,
  BaselineSystem,
  Classifier,
} from './system.ts';

const SYSTEMS: {
  readonly [Name in SystemName]: BaselineSystem<Extract<BaselineArchitecture, { system: Name }>>;
} = { lsm, rnn, lstm, gru, 'phased-lstm': phasedLstm, hrsnn, elsm, 'st-rsbp': stRsbp };

/** The same for any of the systems: a model always goes to its own. */
const systemOf = ({ system }: BaselineArchitecture): BaselineSystem<BaselineArchitecture> =>
  SYSTEMS[system];

/**
 * The training of a system, new or as a snapshot left it.
 * @throws MotifsmithError `usage` naming a setting that is not allowed
 */
export async function baselineJob(
  name: SystemName,
  input: BaselineInput,
  snapshot: Snapshot | null,
): Promise<BaselineJob> {
  checkSettings(baselinesSchema.shape[name], input.settings[name], `baselines.${name}`);
  return snapshot === null ? SYSTEMS[name].start(input) : SYSTEMS[name].restore(input, snapshot);
}

/** @throws MotifsmithError `artifact` if the tensors hold what cannot be */
export const openBaseline = (engine: Engine, model: BaselineModel): Promise<Classifier> =>
  systemOf(model.architecture).open(engine, model);

export const baselineShapes = (
  architecture: BaselineArchitecture,
): ReadonlyMap<string, readonly number[]> => systemOf(architecture).tensorShapes(architecture);
