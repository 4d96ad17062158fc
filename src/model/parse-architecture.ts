/** Reads an architecture from JSON: of a run, of an exported network, or written by hand. */
import { MotifsmithError } from '../core/errors.ts';
import { parse } from '../core/schema.ts';
import { type Architecture, architectureSchema } from './architecture-schema.ts';
import { validateArchitecture } from './validate-architecture.ts';

const REMEDY = 'Write it like the architecture.json of a run.';

/**
 * An architecture from parsed JSON. Nothing is built for its neurons and edges, so a hostile file
 * takes no more memory than its own size.
 * @param where names the origin of the value in errors
 * @throws MotifsmithError `artifact` naming the field if it is not that of a discrete network
 */
export function parseArchitecture(value: unknown, where: string): Architecture {
  parse(architectureSchema, value, where, REMEDY);
  // The value itself keeps the order of its fields, so that exporting it again gives the same bytes.
  const architecture = value as Architecture;
  const searched = architecture.hidden.findIndex(({ kind }) => kind === 'supernet');
  if (searched >= 0) {
    throw new MotifsmithError('artifact', 'The layer is still being searched.', {
      where: `${where}, field hidden[${searched}]`,
      remedy: 'Use the architecture that the search ended with.',
    });
  }
  try {
    validateArchitecture(architecture);
  } catch (error) {
    if (!(error instanceof MotifsmithError)) throw error;
    throw new MotifsmithError('artifact', `The architecture is impossible: ${error.message}.`, {
      where: `${where}, field ${error.where ?? ''}`,
      ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
      cause: error,
    });
  }
  return architecture;
}

/**
 * An architecture from JSON within another file.
 * @param text undefined if the file holds none
 * @throws MotifsmithError `artifact`
 */
export function parseArchitectureText(text: string | undefined, where: string): Architecture {
  let value: unknown;
  try {
    value = JSON.parse(text ?? '');
  } catch (cause) {
    throw new MotifsmithError('artifact', 'The file does not hold the architecture as JSON.', {
      where,
      remedy: 'Give a file that `motifsmith export` has written.',
      cause,
    });
  }
  return parseArchitecture(value, where);
}
