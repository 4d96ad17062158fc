/** A member's identity: a hash of everything that its results depend on. */
import type { ExperimentConfig } from '../config/schema.ts';
import { canonical } from '../core/canonical.ts';
import { sha256 } from '../files/sha256.ts';
import type { Member, Plan } from './schema/plan.ts';

/** The settings that results depend on: where files are and how often they are written is not. */
export function decisiveConfig(config: ExperimentConfig): object {
  const {
    output: _output,
    checkpointEveryEpochs: _every,
    seeds: _seeds,
    compare: _compare,
    ...rest
  } = config;
  const { path: _path, ...data } = { path: null, ...rest.data };
  return { ...rest, data };
}

/** @param fingerprint of the data set */
export function memberIdentity(plan: Plan, member: Member, fingerprint: string): string {
  const { task, config } = plan;
  return sha256(canonical({ config: decisiveConfig(config), task, member, fingerprint }));
}
