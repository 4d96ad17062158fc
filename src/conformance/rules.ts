/** Conformance cases without a network: intrinsic plasticity on known spikes, and spike encoding. */
import { bsaEncode } from '../data/encoders/bsa.ts';
import type { Engine, EngineName } from '../engine/engine.ts';
import type { PlasticityProblem, PlasticityResult } from '../engine/intrinsic-plasticity.ts';
import type { IntrinsicPlasticitySettings } from '../engine/plasticity-settings.ts';
import { applyReferencePlasticity } from '../engine/reference/plasticity.ts';
import { applyWasmPlasticity } from '../engine/wasm/plasticity.ts';
import { compareFields, type FieldChecks, type FieldReport } from './compare.ts';
import { type Field, readTrain } from './json.ts';

type Mode = IntrinsicPlasticitySettings['mode'];

/** The rule of each back end, outside of a network. */
const APPLY_PLASTICITY: Readonly<Record<EngineName, typeof applyReferencePlasticity>> = {
  reference: applyReferencePlasticity,
  wasm: applyWasmPlasticity,
  // It runs networks on the graphics card, and the rule in double precision on their spikes.
  webgpu: applyReferencePlasticity,
};

function readSettings(field: Field, mode: Mode): IntrinsicPlasticitySettings {
  const bounds = (name: string) => [...field.get(name).numbers(2)] as [number, number];
  return {
    targetRate: field.get('target_rate').number(),
    learningRate: field.get('learning_rate').number(),
    tauCalcium: field.get('tau_calcium').number(),
    minimumRate: field.get('min_rate').number(),
    resistanceBounds: bounds('R_bounds'),
    tauBounds: bounds('tau_bounds'),
    mode,
  };
}

/** R and τ are numbers, or lists of one per neuron; one must be a list, since its length is N. */
function readProblem(field: Field, trains: readonly Field[]): PlasticityProblem {
  const [R, tau] = [field.get('R'), field.get('tau')];
  const neurons = (Array.isArray(R.value) ? R : tau).list().length;
  const steps = field.get('steps').counts(trains.length);
  return {
    resistance: R.numberOrNumbers(neurons),
    tau: tau.numberOrNumbers(neurons),
    threshold: field.get('threshold').number(),
    spikes: trains.map((train, b) => readTrain(train, steps[b]!, neurons)),
  };
}

function plasticityChecks({ resistance, tau, calcium }: PlasticityResult): FieldChecks {
  return {
    R: (to, field) => to.states(field, resistance),
    tau: (to, field) => to.states(field, tau),
    calcium: (to, field) => to.states(field, calcium),
  };
}

/** One sample, online; the batch cases name both modes. */
export async function checkPlasticityCase(engine: Engine, field: Field): Promise<FieldReport[]> {
  const problem = readProblem(field, [field.get('spikes')]);
  const result = await APPLY_PLASTICITY[engine.name](problem, readSettings(field, 'online'));
  return compareFields(field.get('expected'), plasticityChecks(result));
}

export async function checkPlasticityBatchCase(
  engine: Engine,
  field: Field,
): Promise<FieldReport[]> {
  const trains = field.get('spikes').list();
  if (trains.length === 0) field.get('spikes').refuse('at least one sample');
  const problem = readProblem(field, trains);
  const expected = field.get('expected');
  const reports: FieldReport[] = [];
  for (const name of expected.keys()) {
    if (name !== 'window' && name !== 'online') {
      const unknown = compareFields(expected, {}).filter((report) => report.field === name);
      reports.push(...unknown);
      continue;
    }
    const result = await APPLY_PLASTICITY[engine.name](problem, readSettings(field, name));
    reports.push(...compareFields(expected.get(name), plasticityChecks(result), `${name}.`));
  }
  return reports;
}

/** Encoding does not depend on the engine. */
export async function checkBsaCase(_engine: Engine, field: Field): Promise<FieldReport[]> {
  const spikes = bsaEncode(
    field.get('signal').numbers(),
    field.get('kernel').numbers(),
    field.get('threshold').number(),
  );
  return compareFields(field.get('expected'), {
    spikes: (to, expected) => to.times(expected, spikes),
  });
}
