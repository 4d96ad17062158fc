/** A store of files in memory, listed in an order that no set may depend on. */
import { MotifsmithError } from '../../../src/core/errors.ts';
import type { FileStore } from '../../../src/formats/file-store.ts';

export interface MemoryStore extends FileStore {
  /** Paths that were read as a whole, in order. */
  readonly reads: readonly string[];
}

export function memoryStore(files: Record<string, Uint8Array | string>): MemoryStore {
  const contents = new Map(
    Object.entries(files).map(([path, content]) => [
      path,
      typeof content === 'string' ? new TextEncoder().encode(content) : content,
    ]),
  );
  const reads: string[] = [];
  const read = (path: string): Uint8Array => {
    const content = contents.get(path);
    if (content !== undefined) return content.slice();
    throw new MotifsmithError('data', 'The file does not exist.', { where: path });
  };
  return {
    root: 'set',
    reads,
    list: async () => [...contents].map(([path, { length }]) => ({ path, size: length })).reverse(),
    read: async (path) => {
      reads.push(path);
      return read(path);
    },
    head: async (path, length) => read(path).subarray(0, length),
  };
}
