/**
 * Conformance: does an engine compute what worked cases say, which an independent implementation wrote
 * down in JSON? Every back end is held to them.
 */
import { MotifsmithError } from '../core/errors.ts';
import type { Engine } from '../engine/engine.ts';
import { checkBayesCase } from './baselines/bayes.ts';
import { checkElsmObjectivesCase } from './baselines/elsm-objectives.ts';
import { checkGatedCase } from './baselines/gated.ts';
import { checkHrsnnCase } from './baselines/hrsnn.ts';
import { checkNsga2Case } from './baselines/nsga2.ts';
import { checkParametersCase } from './baselines/parameters.ts';
import { checkReadoutCase } from './baselines/readout.ts';
import { checkReservoirCase } from './baselines/reservoir.ts';
import { checkEffectTableCase, checkStRsbpCase } from './baselines/st-rsbp.ts';
import { checkStbpCase } from './baselines/stbp.ts';
import { checkStdpCase } from './baselines/stdp.ts';
import type { FieldReport } from './compare.ts';
import { Field } from './json.ts';
import { checkNetworkCase } from './network.ts';
import { checkBsaCase, checkPlasticityBatchCase, checkPlasticityCase } from './rules.ts';
import { checkSupernetCase } from './supernet.ts';

export type { FieldReport } from './compare.ts';

/** What worked cases are about. */
export const CASE_KINDS = [
  'network',
  'supernet',
  'spikl-ip',
  'spikl-ip-batch',
  'bsa',
  'bayes',
  'effect-table',
  'elsm-objectives',
  'gated',
  'hrsnn',
  'nsga2',
  'parameters',
  'readout',
  'reservoir',
  'stdp',
  'st-rsbp',
  'stbp',
] as const;
/** Kind of a worked case. */
export type CaseKind = (typeof CASE_KINDS)[number];

/** How an engine did on one worked case. */
export interface CaseReport {
  /** As given, for messages. */
  readonly file: string;
  readonly kind: CaseKind;
  readonly passed: boolean;
  /** One report for each field under `expected`. */
  readonly fields: readonly FieldReport[];
}

const CHECKS: {
  readonly [Kind in CaseKind]: (engine: Engine, field: Field) => Promise<FieldReport[]>;
} = {
  network: checkNetworkCase,
  supernet: checkSupernetCase,
  'spikl-ip': checkPlasticityCase,
  'spikl-ip-batch': checkPlasticityBatchCase,
  bsa: checkBsaCase,
  bayes: checkBayesCase,
  'effect-table': checkEffectTableCase,
  'elsm-objectives': checkElsmObjectivesCase,
  gated: checkGatedCase,
  hrsnn: checkHrsnnCase,
  nsga2: checkNsga2Case,
  parameters: checkParametersCase,
  readout: checkReadoutCase,
  reservoir: checkReservoirCase,
  stdp: checkStdpCase,
  'st-rsbp': checkStRsbpCase,
  stbp: checkStbpCase,
};

/**
 * Runs one case on an engine and compares every expected field.
 * @param json the parsed case file
 * @param fileName used in messages only
 * @throws MotifsmithError (`data`) naming file and field if the case is malformed
 */
export async function checkCase(
  engine: Engine,
  json: unknown,
  fileName: string,
): Promise<CaseReport> {
  const field = new Field(json, '', fileName);
  const kind = field.get('case').oneOf(CASE_KINDS);
  const expected = field.get('expected');
  const results = Array.isArray(expected.value) ? expected.list() : expected.keys();
  if (results.length === 0) expected.refuse('expected results');
  const fields = await CHECKS[kind](engine, field).catch((error: unknown) => {
    throw asDamage(error, fileName);
  });
  return { file: fileName, kind, passed: fields.every(({ passed }) => passed), fields };
}

/** A setting that the engine refuses comes from the file; what no case can ask of an engine does not. */
function asDamage(error: unknown, fileName: string): unknown {
  if (!(error instanceof MotifsmithError) || error.kind !== 'usage') return error;
  if (error.where === 'engine') {
    const remedy = 'Check this case on the engine `wasm` or `reference`.';
    return new MotifsmithError('usage', error.message, { where: fileName, remedy, cause: error });
  }
  return new MotifsmithError('data', error.message, {
    where: `${fileName}: ${error.where}`,
    remedy: 'Correct the case file; its format is that of the conformance cases.',
    cause: error,
  });
}
