/** What `architecture.json` holds, apart from where it lies: pages read networks, too. */
import * as z from 'zod';
import { MotifsmithError } from '../core/errors.ts';
import type { Architecture } from './architecture.ts';
import { blueprint } from './shape.ts';
import { BOUNDARIES, CONNECTION_TYPES } from './topology.ts';

const type = z.enum(CONNECTION_TYPES);
const boundary = z.enum(BOUNDARIES);

/** Shapes only; what they must satisfy together is for `blueprint` to say. */
export const architectureSchema = z.strictObject({
  inputs: z.int(),
  hidden: z.array(
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('feedforward'), neurons: z.int() }),
      z.strictObject({ kind: z.literal('dense'), neurons: z.int() }),
      z.strictObject({
        kind: z.literal('scml'),
        neurons: z.int(),
        motif: z.strictObject({
          size: z.int(),
          intra: z.array(z.array(type)),
          inter: z.array(z.array(type)),
        }),
        boundary,
      }),
    ]),
  ),
  outputs: z.int(),
  neuron: z.strictObject({
    tauMembrane: z.number(),
    tauSynapse: z.number(),
    threshold: z.number(),
    inhibitoryWeight: z.number(),
  }),
});

/**
 * An architecture from parsed JSON.
 * @param where names the origin of the value in errors
 * @throws MotifsmithError `artifact` naming the field if it describes no network
 */
export function parseArchitecture(value: unknown, where: string): Architecture {
  const parsed = architectureSchema.safeParse(value);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw new MotifsmithError('artifact', `The architecture is not valid: ${message}.`, {
      where: `${where}, field ${path.join('.')}`,
      remedy: 'Write it as an architecture.json of a run is written.',
    });
  }
  try {
    blueprint(parsed.data);
  } catch (error) {
    if (!(error instanceof MotifsmithError)) throw error;
    throw new MotifsmithError('artifact', `The architecture is impossible: ${error.message}`, {
      where: `${where}, field ${error.where ?? ''}`,
      ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
      cause: error,
    });
  }
  return parsed.data;
}
