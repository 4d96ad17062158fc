/** An ST-RSBP network in `architecture.json`. */
import * as z from 'zod/mini';
import { LIMITS } from '../../core/limits.ts';
import type { Infer } from '../../core/schema.ts';

const atLeast = (least: number) => z.int().check(z.minimum(least));
const positive = () => z.number().check(z.gt(0));
const amount = () => z.number().check(z.minimum(0));
const timeConstant = () => z.number().check(z.minimum(1));
const neurons = () => atLeast(1).check(z.maximum(LIMITS.neurons));

export const stRsbpArchitectureSchema = z.strictObject({
  system: z.literal('st-rsbp'),
  /** Input channels. */
  inputs: atLeast(1).check(z.maximum(LIMITS.weights)),
  /** Classes. */
  outputs: atLeast(1).check(z.maximum(LIMITS.classes)),
  neuron: z.strictObject({
    /** τm and τs, steps. */
    tauMembrane: timeConstant(),
    tauSynapse: timeConstant(),
    /** Steps at rest after a spike. */
    refractory: atLeast(0),
    /** Steps from the input and between layers. */
    inputDelay: z.union([z.literal(0), z.literal(1)]),
  }),
  hidden: z
    .array(
      z.strictObject({
        neurons: neurons(),
        threshold: positive(),
        /** Recurrent synapses; null for a layer without recurrence. */
        recurrent: z.nullable(atLeast(0)),
      }),
    )
    .check(z.minLength(1)),
  outputThreshold: positive(),
  /** What each output spike takes from all other outputs. */
  lateralInhibition: amount(),
  /** Spikes that outputs should have, for a sample of so many steps. */
  counts: z.strictObject({
    desired: positive(),
    undesired: amount(),
    margin: amount(),
    steps: positive(),
  }),
});
export type StRsbpArchitecture = Infer<typeof stRsbpArchitectureSchema>;
