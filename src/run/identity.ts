/** A member's identity: a hash of everything that its results depend on. */
import { READING_SETTINGS } from '../config/data-schema.ts';
import type { ExperimentConfig } from '../config/schema.ts';
import { canonical } from '../core/canonical.ts';
import { sha256 } from '../files/sha256.ts';
import type { Member, Plan } from './schema/plan.ts';

/**
 * The settings that results depend on. Where files are and how often they are written is not among them, nor
 * how recordings are read, which the fingerprint of the data tells.
 */
export function decisiveConfig(config: ExperimentConfig): object {
  const {
    output: _output,
    checkpointEveryEpochs: _every,
    seeds: _seeds,
    compare: _compare,
    ...rest
  } = config;
  const decides = (name: string) => name !== 'path' && !READING_SETTINGS.includes(name);
  const data = Object.entries(rest.data).filter(([name]) => decides(name));
  return { ...rest, data: Object.fromEntries(data) };
}

/** @param fingerprint of the data set */
export function memberIdentity(plan: Plan, member: Member, fingerprint: string): string {
  const { task, config } = plan;
  return sha256(canonical({ config: decisiveConfig(config), task, member, fingerprint }));
}
