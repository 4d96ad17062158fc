/** All records, for the check at instantiation and for the AssemblyScript classes. */
import { CONSTANTS, LAYER, RECURRENCE } from './layer.ts';
import { NETWORK, SAMPLE, SHARE, SPIKES, WORKER_POOL } from './network.ts';
import { ADAM, LIMITS, PLASTICITY } from './updates.ts';

export const RECORDS = [
  CONSTANTS,
  LAYER,
  RECURRENCE,
  NETWORK,
  SPIKES,
  SAMPLE,
  SHARE,
  WORKER_POOL,
  ADAM,
  LIMITS,
  PLASTICITY,
];
