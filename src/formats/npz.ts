/** Decodes NumPy's .npz, a zip archive of .npy members, to named arrays. */
import { MotifsmithError } from '../core/errors.ts';
import { decodeNpy, type NpyArray } from './npy.ts';
import { readZip } from './zip.ts';

/** Names of the arrays of an .npz archive, without `.npy`. @throws MotifsmithError `data` */
export function npzNames(bytes: Uint8Array, file: string): string[] {
  return readZip(bytes, file).map(({ name }) => name.replace(/\.npy$/, ''));
}

/**
 * Decodes arrays of an .npz archive.
 * @param file names the archive in errors
 * @param wanted names of the arrays to decode; all others are left packed and unchecked
 * @param optional names of more arrays to decode if they are present
 * @returns the arrays by name, without `.npy`
 * @throws MotifsmithError `data` if the archive or a wanted array is damaged, or one is missing
 */
export function decodeNpz(
  bytes: Uint8Array,
  file: string,
  wanted: readonly string[],
  optional: readonly string[] = [],
): Map<string, NpyArray> {
  const members = new Map(readZip(bytes, file).map((member) => [member.name, member]));
  const missing = wanted.find((name) => !members.has(`${name}.npy`));
  if (missing !== undefined) {
    const present = [...members.keys()].slice(0, 20).map((name) => name.replace(/\.npy$/, ''));
    throw new MotifsmithError('data', `The archive has no array "${missing}".`, {
      where: `${file}, which has ${present.join(', ') || 'no members'}`,
      remedy: `Add it: numpy.savez(file, ${wanted.map((key) => `${key}=…`).join(', ')}).`,
    });
  }
  const arrays = new Map<string, NpyArray>();
  for (const name of [...wanted, ...optional]) {
    const member = members.get(`${name}.npy`);
    if (member === undefined) continue;
    arrays.set(name, decodeNpy(member.extract(), `${file}, member ${member.name}`));
  }
  return arrays;
}
