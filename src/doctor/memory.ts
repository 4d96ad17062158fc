/** How much memory there is, and how much of it a network can get. */
import { totalmem } from 'node:os';
import { MAXIMUM_PAGES } from '../engine/wasm/arena.ts';
import { bytes } from '../view/format.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

/** Below this, decoding a larger data set may fail. */
const SCARCE_BYTES = 5e8;
const PAGE_BYTES = 65_536;

export interface MemoryFigures {
  /** Of the machine, in bytes. */
  readonly total: number;
  /** That the container may use in all. */
  readonly allowed: number;
  /** That is free for this process. */
  readonly free: number;
}

function memoryFigures(): MemoryFigures {
  const total = totalmem();
  // 0, or more than there is, means that there is no limit.
  const limit = process.constrainedMemory();
  return {
    total,
    allowed: limit > 0 && limit < total ? limit : total,
    free: process.availableMemory(),
  };
}

export function memory({ total, allowed, free }: MemoryFigures = memoryFigures()): Finding {
  const of = allowed < total ? `${bytes(allowed)} that the container may use` : bytes(total);
  const finding = `${bytes(free)} free of ${of}`;
  return free >= SCARCE_BYTES
    ? ok(finding)
    : warning(finding, 'End other programs, or use a machine with more memory.');
}

/** Whether shared memories that may grow to `pages` can be reserved: two, as a run may have two networks. */
function isAvailable(pages: number): boolean {
  try {
    const memories = [0, 1].map(
      () => new WebAssembly.Memory({ initial: 1, maximum: pages, shared: true }),
    );
    return memories.every(({ buffer }) => buffer.byteLength > 0);
  } catch {
    return false;
  }
}

/**
 * The engine reserves addresses for the largest memory that a network may need. A limit on the address space
 * (`ulimit -v`, which batch systems set) can refuse that although the machine has memory.
 */
export function networkMemory(available = isAvailable): Finding {
  if (typeof WebAssembly === 'undefined') {
    return problem('not tried, because of the problem above', 'Mend that first.');
  }
  for (let pages = MAXIMUM_PAGES; pages >= 16; pages /= 2) {
    if (!available(pages)) continue;
    const finding = `${bytes(pages * PAGE_BYTES)} can be reserved for a network`;
    if (pages === MAXIMUM_PAGES) return ok(finding);
    return problem(`only ${finding}, of ${bytes(MAXIMUM_PAGES * PAGE_BYTES)}`, RAISE);
  }
  return problem('no memory can be reserved for a network', RAISE);
}

const RAISE =
  'Lift the limit on the address space (`ulimit -v unlimited`), or let Node.js reserve less: NODE_OPTIONS=--disable-wasm-trap-handler.';
