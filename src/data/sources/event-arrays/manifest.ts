/**
 * `events.json` next to arrays of events: the sensor, and the class of each recording. `sensor_size` and `class_names`
 * have the names that Tonic gives them.
 */
import { z } from 'zod';
import { MotifsmithError } from '../../../core/errors.ts';
import { LIMITS } from '../../../core/limits.ts';
import { parseJson } from '../../../core/parse-json.ts';
import { type Infer, parse } from '../../../core/schema.ts';
import { isPossibleSensor, type Sensor } from '../../events/address-events.ts';
import { repeatedName } from '../distinct-names.ts';

/** Its name, in the folder of the set. */
export const MANIFEST = 'events.json';

const arraySchema = z.strictObject({
  /** The array, relative to the folder. */
  file: z.string().min(1),
  /** Name of the recording, e.g. the file that it came from. */
  id: z.string().min(1),
  /** Class, from 0. */
  label: z.int().min(0),
  split: z.enum(['train', 'test']).nullable(),
  speaker: z.string().nullable(),
  /** µs, of a recording that goes on after its last event. */
  duration_us: z.number().min(0).max(Number.MAX_SAFE_INTEGER).nullable(),
});

const manifestSchema = z.strictObject({
  format: z.literal('motifsmith-events'),
  formatVersion: z.literal(1),
  name: z.string(),
  description: z.string(),
  /** Columns, rows, polarities. */
  sensor_size: z.tuple([z.int().min(1), z.int().min(1), z.union([z.literal(1), z.literal(2)])]),
  class_names: z.array(z.string().min(1)).min(1),
  recordings: z.array(arraySchema).min(1),
});
/** What `events.json` holds. */
export type Manifest = Infer<typeof manifestSchema>;

/** The cells of the sensor. */
export const sensorOf = ({ sensor_size: [width, height, polarities] }: Manifest): Sensor => ({
  width,
  height,
  polarities,
});

/**
 * @param where names the file in errors
 * @throws MotifsmithError `data` naming the field that is not valid
 */
export function parseManifest(bytes: Uint8Array, where: string): Manifest {
  const remedy = 'Write the folder again: motifsmith data convert … --events.';
  const fail = (problem: string, field: string): never => {
    throw new MotifsmithError('data', problem, { where: `${where}, field ${field}`, remedy });
  };
  if (bytes.length > LIMITS.jsonBytes) {
    const problem = `The list of recordings has ${bytes.length} bytes, over ${LIMITS.jsonBytes}.`;
    throw new MotifsmithError('data', problem, { where, remedy: 'Divide the set.' });
  }
  const manifest = checked(bytes, where, remedy);
  if (!isPossibleSensor(sensorOf(manifest))) {
    fail(`A sensor of ${manifest.sensor_size.join(' × ')} is not possible.`, 'sensor_size');
  }
  const { class_names: names, recordings } = manifest;
  const repeated = repeatedName(names);
  if (repeated !== null) {
    fail(`Two classes have the same name, ${names[repeated.first]}.`, 'class_names');
  }
  for (const field of ['id', 'file'] as const) {
    const seen = new Set<string>();
    recordings.forEach((recording, k) => {
      if (seen.has(recording[field])) fail('It is there twice.', `recordings[${k}].${field}`);
      seen.add(recording[field]);
    });
  }
  const beyond = recordings.findIndex(({ label }) => label >= names.length);
  if (beyond >= 0) {
    fail(`There are ${names.length} classes, from 0.`, `recordings[${beyond}].label`);
  }
  return manifest;
}

function checked(bytes: Uint8Array, where: string, remedy: string): Manifest {
  try {
    return parse(manifestSchema, parseJson(new TextDecoder().decode(bytes)), where, remedy);
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    const isNamed = cause instanceof MotifsmithError;
    throw new MotifsmithError('data', isNamed ? problem : `The file is not JSON: ${problem}.`, {
      where: (isNamed ? cause.where : null) ?? where,
      remedy,
      cause,
    });
  }
}
