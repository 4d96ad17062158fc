/** `architecture.json`: a network as a search found it, as a user wrote it, or the shape of another system. */
import {
  type BaselineArchitecture,
  baselineArchitectureSchema,
} from '../baselines/architecture-schema.ts';
import { MotifsmithError } from '../core/errors.ts';
import { isRecord } from '../core/json.ts';
import { parse } from '../core/schema.ts';
import { readJson } from '../files/read.ts';
import { writeJson } from '../files/write-atomic.ts';
import type { Architecture } from '../model/architecture-schema.ts';
import { parseArchitecture } from '../model/parse-architecture.ts';

/** What the file of a run holds. */
export type StoredArchitecture = Architecture | BaselineArchitecture;

/** Whether it is that of a system of others, without motifs. */
export const isBaseline = (
  architecture: StoredArchitecture,
): architecture is BaselineArchitecture => 'system' in architecture;

/**
 * @param remedy where the file is not that of a run
 * @throws MotifsmithError `artifact` if the file is missing or damaged, or the network is impossible
 */
export async function readStoredArchitecture(
  path: string,
  remedy?: string,
): Promise<StoredArchitecture> {
  return parseStoredArchitecture(await readJson(path, 'architecture', remedy), path);
}

/** @throws MotifsmithError `artifact` naming the field if it is damaged, or the network is impossible */
export function parseStoredArchitecture(value: unknown, path: string): StoredArchitecture {
  if (!isRecord(value) || !('system' in value)) return parseArchitecture(value, path);
  const wrong = 'Restore the file, or let `motifsmith runs repair` write it again.';
  return parse(baselineArchitectureSchema, value, path, wrong);
}

/**
 * A network of this package.
 * @throws MotifsmithError `artifact` also if it is that of another system
 */
export async function readArchitecture(path: string, remedy?: string): Promise<Architecture> {
  const architecture = await readStoredArchitecture(path, remedy);
  if (!isBaseline(architecture)) return architecture;
  throw otherSystem(architecture, path);
}

/** The refusal of what only networks of this package can do. */
export const otherSystem = ({ system }: BaselineArchitecture, where: string): MotifsmithError =>
  new MotifsmithError(
    'artifact',
    `The network is of the system ${system}, which cannot be used here.`,
    {
      where,
      remedy: 'Use a run of another method; this one can be evaluated, reported and compared.',
    },
  );

/** Writes `architecture.json`, all or nothing. @throws MotifsmithError `inputOutput` */
export async function writeArchitecture(path: string, architecture: Architecture): Promise<void> {
  await writeJson(path, architecture);
}

/** @throws MotifsmithError `artifact` if a network does not fit the data */
export function requireFit(
  { inputs, outputs }: StoredArchitecture,
  data: { readonly name: string; readonly inputs: number; readonly classNames: readonly string[] },
  where: string,
): void {
  const classes = data.classNames.length;
  if (inputs === data.inputs && outputs === classes) return;
  throw new MotifsmithError(
    'artifact',
    `The network has ${inputs} inputs and ${outputs} outputs; ${data.name} has ${data.inputs} channels and ${classes} classes.`,
    { where, remedy: 'Use an architecture made for this data set.' },
  );
}
