/** Which neurons of a layer connect, as tensors of a file, and what is refused of one that was damaged. */
import { MotifsmithError } from '../core/errors.ts';
import type { EdgePattern } from '../model/edges.ts';
import type { Tensors } from '../training/network.ts';

/**
 * @param names of the tensors, which are there
 * @throws MotifsmithError `artifact` if the connections are not those of a layer
 */
export function edgesOf(
  tensors: Tensors,
  names: { readonly offsets: string; readonly sources: string },
  neurons: number,
): EdgePattern {
  const offsets = Uint32Array.from(tensors[names.offsets]!.data);
  const sources = Uint32Array.from(tensors[names.sources]!.data);
  if (offsets[0] !== 0 || offsets[neurons] !== sources.length) {
    refuseTensor('The rows do not cover the connections.', names.offsets);
  }
  for (let target = 0; target < neurons; target++) {
    const [from, to] = [offsets[target]!, offsets[target + 1]!];
    if (from > to) refuseTensor(`Row ${target} ends before it begins.`, names.offsets);
    for (let e = from; e < to; e++) {
      const ascends = e === from || sources[e]! > sources[e - 1]!;
      if (!ascends || sources[e]! >= neurons) {
        refuseTensor(`Connection ${e} is impossible.`, names.sources);
      }
    }
  }
  return { neurons, offsets, sources };
}

export function refuseTensor(message: string, name: string): never {
  throw new MotifsmithError('artifact', message, {
    where: `tensor "${name}"`,
    remedy: 'The file is damaged: fetch or write it again.',
  });
}
