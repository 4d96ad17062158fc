/** `architecture.json`: a network as a search found it, or as a user wrote it. */
import { MotifsmithError } from '../core/errors.ts';
import { readJson } from '../files/read.ts';
import { writeJson } from '../files/write-atomic.ts';
import type { Architecture } from '../model/architecture-schema.ts';
import { parseArchitecture } from '../model/parse-architecture.ts';

/**
 * @param remedy where the file is not that of a run
 * @throws MotifsmithError `artifact` if the file is missing or damaged, or the network is impossible
 */
export async function readArchitecture(path: string, remedy?: string): Promise<Architecture> {
  return parseArchitecture(await readJson(path, 'architecture', remedy), path);
}

/** Writes `architecture.json`, all or nothing. @throws MotifsmithError `inputOutput` */
export async function writeArchitecture(path: string, architecture: Architecture): Promise<void> {
  await writeJson(path, architecture);
}

/** @throws MotifsmithError `artifact` if a network does not fit the data */
export function requireFit(
  { inputs, outputs }: Architecture,
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
