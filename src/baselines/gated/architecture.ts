/** What `architecture.json` says of a network of gated cells. */
import * as z from 'zod/mini';
import { LIMITS } from '../../core/limits.ts';
import type { Infer } from '../../core/schema.ts';
import type { Census } from '../../training/records.ts';
import { type Cell, type GatedShape, gatedLayout, SAMPLINGS } from './layout.ts';
import { GATED_LOSSES } from './loss.ts';

/** Recurrent layers, at most. */
export const MOST_LAYERS = 16;

const units = () => z.int().check(z.minimum(1), z.maximum(LIMITS.neurons));

const fields = {
  /** Input channels. */
  inputs: z.int().check(z.minimum(1), z.maximum(LIMITS.weights)),
  /** Classes. */
  outputs: z.int().check(z.minimum(1), z.maximum(LIMITS.classes)),
  /** Units of each recurrent layer. */
  units: z.array(units()).check(z.minLength(1), z.maxLength(MOST_LAYERS)),
  /** Units of a dense layer with ReLU before the readout; null for none. */
  dense: z.nullable(units()),
  /** What evaluations report, and what the decision depends on. */
  loss: z.enum(GATED_LOSSES),
  sampling: z.enum(SAMPLINGS),
  /** κ of the filter of inputs: x[t] = κ·x[t − 1] + counts[t]. */
  inputDecay: z.number().check(z.minimum(0), z.lt(1)),
  /** Length of a step, the time of time gates. */
  stepMs: z.number().check(z.gt(0)),
};

const schemaOf = <Name extends string, Cells extends readonly [Cell, ...Cell[]]>(
  name: Name,
  cells: Cells,
) => z.strictObject({ system: z.literal(name), cell: z.enum(cells), ...fields });

export const rnnArchitectureSchema = schemaOf('rnn', ['rnn']);
export const lstmArchitectureSchema = schemaOf('lstm', ['lstm']);
export const gruArchitectureSchema = schemaOf('gru', ['gru-reset-before', 'gru-reset-after']);
export const phasedLstmArchitectureSchema = schemaOf('phased-lstm', ['phased']);

/** Any of the four. */
export type GatedArchitecture =
  | Infer<typeof rnnArchitectureSchema>
  | Infer<typeof lstmArchitectureSchema>
  | Infer<typeof gruArchitectureSchema>
  | Infer<typeof phasedLstmArchitectureSchema>;

export const shapeOf = ({
  cell,
  inputs,
  units,
  dense,
  outputs,
}: GatedArchitecture): GatedShape => ({ cell, inputs, units, dense, classes: outputs });

export const gatedShapes = (
  architecture: GatedArchitecture,
): ReadonlyMap<string, readonly number[]> =>
  new Map(gatedLayout(shapeOf(architecture)).segments.map(({ name, shape }) => [name, shape]));

/** Weights between layers and within them; trained are biases, peepholes and time gates as well. */
export function gatedCensus(architecture: GatedArchitecture): Census {
  const { segments, trained } = gatedLayout(shapeOf(architecture));
  const sum = (suffix: string) =>
    segments.reduce((total, { name, length }) => total + (name.endsWith(suffix) ? length : 0), 0);
  return { motifs: [], feedforward: sum('.W'), recurrent: sum('.U'), trainable: trained };
}
