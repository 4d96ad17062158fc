/** Training on the graphics card, on the processor, and by PyTorch on the same card, workload by workload. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Contender, nodeCommand, runCommand } from './child.ts';
import type { BenchOptions } from './options.ts';
import { CARD_PEERS, cardPeerCommand, findPython, type PeerName, type Python } from './peers.ts';
import { median } from './statistics.ts';
import { table } from './table.ts';

const BATCHES = [50, 400, 2000];
/** PyTorch's times on a card hardly vary. */
const PEER_TURNS = 3;

/** Ours; all times are medians, for one batch of one network. */
export interface CardPoint {
  readonly workload: string;
  readonly batch: number;
  readonly device: string;
  readonly workers: number;
  /** How many run together. */
  readonly networks: number;
  readonly aloneMs: number;
  readonly togetherMs: number;
  readonly processorMs: number;
  /** Median over turns. */
  readonly processorToTogether: number;
  /** Of networks that run together. */
  readonly nanosecondsPerNeuronStep: number;
}

export interface GpuPoint extends CardPoint {
  /** The fastest formulation in PyTorch; null where it has no card. */
  readonly torch: { readonly peer: PeerName; readonly ms: number } | null;
}

export async function measureGpu(
  { workloads, workers, repeats, peers, python: named }: BenchOptions,
  say: (line: string) => void,
): Promise<GpuPoint[]> {
  const chosen = CARD_PEERS.filter((peer) => peers.includes(peer));
  const python = chosen.length > 0 ? await findPython(named) : null;
  if (python?.card) say(`PyTorch ${python.torch} on ${python.card}`);
  else if (chosen.length > 0) say('PyTorch has no graphics card here: ours alone is measured');
  const points: GpuPoint[] = [];
  for (const { name } of workloads) {
    for (const batch of BATCHES) {
      say(`${name}, batch of ${batch}`);
      const args = [name, batch, workers[0]!, repeats].map(String);
      const ours = (await runCommand(nodeCommand('gpu', args))) as CardPoint;
      const torch = python?.card ? await fastest(python, chosen, name, batch) : null;
      points.push({ ...ours, torch });
    }
  }
  return points;
}

/** The fastest of some formulations on the card. */
async function fastest(
  python: Python,
  peers: readonly PeerName[],
  workload: string,
  batch: number,
): Promise<GpuPoint['torch']> {
  const folder = mkdtempSync(join(tmpdir(), 'motifsmith-bench-'));
  try {
    await runCommand(nodeCommand('problem', [workload, folder, String(batch)]));
    const found: { peer: PeerName; ms: number }[] = [];
    for (const peer of peers) {
      const contender = await Contender.start(cardPeerCommand(python, peer, folder));
      try {
        const times: number[] = [];
        for (let k = 0; k < PEER_TURNS; k++) times.push(await contender.go());
        found.push({ peer, ms: median(times) });
      } finally {
        contender.stop();
      }
    }
    return found.sort((a, b) => a.ms - b.ms)[0]!;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function gpuText(points: readonly GpuPoint[]): string {
  const { device, workers, networks } = points[0]!;
  const rows = points.map((point) => [
    point.workload,
    point.batch.toLocaleString('en'),
    point.aloneMs.toFixed(1),
    point.togetherMs.toFixed(1),
    point.nanosecondsPerNeuronStep.toFixed(2),
    point.processorMs.toFixed(1),
    point.processorToTogether.toFixed(2),
    point.torch ? `${point.torch.ms.toFixed(1)} (${point.torch.peer})` : '–',
  ]);
  const head = ['', 'batch', 'alone', 'together', 'ns', 'processor', 'ratio', 'PyTorch'];
  return [
    `Forward pass, loss, backward pass and Adam on ${device}:`,
    'milliseconds a batch of one network that is alone on the card, and of one of',
    `${networks} that run together; the nanoseconds of these per neuron, step and sample;`,
    `the same on ${workers} threads of the processor, and how many times as long that is;`,
    "and by PyTorch's fastest formulation on its card.",
    table(head, rows),
  ].join('\n');
}
