/** The formulations in PyTorch that ours is compared with, and the Python that runs them. */
import { MotifsmithError } from '../src/core/errors.ts';
import { type Command, runCommand } from './child.ts';

/** As in bench/peers/README.md. */
export const PEER_NAMES = ['published', 'masked', 'block', 'surrogate', 'norse'] as const;
export type PeerName = (typeof PEER_NAMES)[number];

/** What bench/peers/probe.py says. */
export interface Python {
  readonly path: string;
  readonly python: string;
  readonly torch: string;
  readonly norse: boolean;
  /** The graphics card that torch can use, if there is one. */
  readonly card: string | null;
  /** Memory of a process that has only loaded torch, MB. */
  readonly rssMB: number;
}

const script = (name: string): string => `bench/peers/${name}.py`;

/**
 * Large temporaries go back to the heap instead of to the system, from which each would have to be
 * fetched anew, page by page, which slows PyTorch down. 32 MiB is the largest threshold that glibc
 * accepts.
 */
const KEEP_MEMORY = {
  MALLOC_MMAP_THRESHOLD_: String(2 ** 25),
  MALLOC_TRIM_THRESHOLD_: String(2 ** 32),
  MALLOC_TOP_PAD_: String(2 ** 28),
};

function pythonCommand(
  path: string,
  name: string,
  args: readonly string[],
  threads: number,
): Command {
  const environment = {
    ...KEEP_MEMORY,
    OMP_NUM_THREADS: String(threads),
    MKL_NUM_THREADS: String(threads),
    PYTHONDONTWRITEBYTECODE: '1',
  };
  return { name, file: path, args: [script(name), ...args], environment };
}

/**
 * Finds a Python that can import torch.
 * @param named as the user named it; null: `$MOTIFSMITH_PYTHON`, else `python3`
 * @returns null if none was named and `python3` has no torch
 * @throws MotifsmithError (`usage`) if one was named and cannot be used
 */
export async function findPython(named: string | null): Promise<Python | null> {
  const asked = named ?? process.env.MOTIFSMITH_PYTHON;
  const path = asked ?? 'python3';
  try {
    const found = await runCommand(pythonCommand(path, 'probe', [], 1));
    return { path, ...(found as Omit<Python, 'path'>) };
  } catch (cause) {
    if (asked === undefined) return null;
    throw new MotifsmithError('usage', `${path} cannot import torch`, {
      where: named === null ? 'MOTIFSMITH_PYTHON' : '--python',
      remedy: 'see bench/peers/README.md, or give --no-peers',
      cause,
    });
  }
}

/** The command of a peer, on the files of a workload (see problem.ts). */
export function peerCommand(
  { path }: Python,
  peer: PeerName,
  folder: string,
  threads: number,
  ...mode: 'gradient'[]
): Command {
  const name = peer === 'norse' ? 'norse_peer' : peer;
  return pythonCommand(path, name, [folder, String(threads), ...mode], threads);
}

/** The formulations that run on graphics cards as CUDA graphs, which is how PyTorch is at its best there. */
export const CARD_PEERS = ['masked', 'block', 'surrogate'] as const satisfies PeerName[];

/** The same on the graphics card. */
export function cardPeerCommand(python: Python, peer: PeerName, folder: string): Command {
  const command = peerCommand(python, peer, folder, 1);
  const environment = { ...command.environment, MOTIFSMITH_BENCH_DEVICE: 'cuda' };
  return { ...command, environment };
}
