/** Readers that do what no reader may do, at their third input: the fuzzer must notice each. */
import { bytesOf, type FuzzTarget } from './target.ts';

const THIRD = 2;

function broken(id: string, misbehave: () => void | Promise<void>): FuzzTarget {
  let inputs = 0;
  return {
    id: `broken-${id}`,
    seeds: () => [bytesOf('anything')],
    run: async () => {
      if (inputs++ === THIRD) await misbehave();
      return null;
    },
  };
}

export const BROKEN_TARGETS: readonly FuzzTarget[] = [
  broken('computing', () => {
    for (;;);
  }),
  broken('waiting', () => new Promise((resolve) => setTimeout(resolve, 2 ** 30))),
  broken('heap', () => {
    const held: number[][] = [];
    for (;;) held.push(new Array(100_000).fill(0.5));
  }),
  broken('memory', () => void Buffer.alloc(400 * 2 ** 20, 1)),
  broken('exit', () => process.exit(3)),
];
