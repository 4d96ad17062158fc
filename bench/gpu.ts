/** Training on the graphics card and on the processor, in turns, workload by workload. */
import { nodeCommand, runCommand } from './child.ts';
import type { BenchOptions } from './options.ts';
import { table } from './table.ts';

const BATCHES = [50, 400, 2000];

export interface GpuPoint {
  readonly workload: string;
  readonly batch: number;
  readonly device: string;
  readonly workers: number;
  /** Medians, a batch. */
  readonly webgpuMs: number;
  readonly wasmMs: number;
  /** Median of wasm to webgpu, over pairs of batches. */
  readonly ratio: number;
  /** Of webgpu. */
  readonly nanosecondsPerNeuronStep: number;
}

export async function measureGpu(
  { workloads, workers, repeats }: BenchOptions,
  say: (line: string) => void,
): Promise<GpuPoint[]> {
  const points: GpuPoint[] = [];
  for (const { name } of workloads) {
    for (const batch of BATCHES) {
      say(`${name}, batch of ${batch}`);
      const args = [name, batch, workers[0]!, repeats].map(String);
      points.push((await runCommand(nodeCommand('gpu', args))) as GpuPoint);
    }
  }
  return points;
}

export function gpuText(points: readonly GpuPoint[]): string {
  const { device, workers } = points[0]!;
  const rows = points.map((point) => [
    point.workload,
    point.batch.toLocaleString('en'),
    point.webgpuMs.toFixed(1),
    point.nanosecondsPerNeuronStep.toFixed(2),
    point.wasmMs.toFixed(1),
    point.ratio.toFixed(2),
  ]);
  return [
    `Forward pass, loss, backward pass and Adam on ${device}, and on ${workers} threads of the processor;`,
    'ns are those of the card per neuron, step and sample.',
    table(['workload', 'batch', 'card, ms', 'ns', 'processor, ms', 'ratio'], rows),
  ].join('\n');
}
