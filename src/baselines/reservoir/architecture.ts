/** What `architecture.json` says of a system that reads out a liquid; each adds its own name. */
import * as z from 'zod/mini';
import { LIMITS } from '../../core/limits.ts';
import type { Infer } from '../../core/schema.ts';
import type { Census } from '../../training/records.ts';
import {
  LINEAR_KINDS,
  READOUT_KINDS,
  readoutParameters,
  readoutShapes,
} from '../readout/readout.ts';
import { FEATURE_KINDS, featureCount } from './features.ts';
import { liquidShapes } from './liquid.ts';

const atLeast = (least: number) => z.int().check(z.minimum(least));
const positive = () => z.number().check(z.gt(0));

export const reservoirFields = {
  /** Input channels. */
  inputs: atLeast(1).check(z.maximum(LIMITS.weights)),
  /** Classes. */
  outputs: atLeast(1).check(z.maximum(LIMITS.classes)),
  neurons: atLeast(1).check(z.maximum(LIMITS.neurons)),
  neuron: z.strictObject({
    /** τs, steps. */
    tauSynapse: z.number().check(z.minimum(1)),
    /** Vth. */
    threshold: positive(),
  }),
  /** Synapses with a fixed weight. */
  connections: z.strictObject({ input: atLeast(0), recurrent: atLeast(0) }),
  features: z.strictObject({
    kind: z.enum(FEATURE_KINDS),
    windows: atLeast(1),
    /** τf, steps. */
    traceTau: positive(),
  }),
  readout: z.enum(LINEAR_KINDS),
};

const reservoirSchema = z.object({ ...reservoirFields, readout: z.enum(READOUT_KINDS) });
/** A liquid and its readout. */
export type ReservoirArchitecture = Infer<typeof reservoirSchema>;

const size = ({ inputs, neurons, connections }: ReservoirArchitecture) => ({
  inputs,
  neurons,
  connections: connections.recurrent,
});

/** What a readout sees of a sample: features, or the neurons themselves. */
export const featuresOf = ({ neurons, features, readout }: ReservoirArchitecture): number =>
  readout === 'lif' ? neurons : featureCount(neurons, features);

export function reservoirShapes(
  architecture: ReservoirArchitecture,
): ReadonlyMap<string, readonly number[]> {
  const readout = readoutShapes(
    architecture.readout,
    featuresOf(architecture),
    architecture.outputs,
  );
  return new Map([...liquidShapes(size(architecture)), ...readout]);
}

export function reservoirCensus(architecture: ReservoirArchitecture): Census {
  const { outputs, connections } = architecture;
  const features = featuresOf(architecture);
  return {
    motifs: [],
    feedforward: connections.input + features * outputs,
    recurrent: connections.recurrent,
    trainable: readoutParameters(features, outputs),
  };
}
