/**
 * How time and memory grow with the layer and with the length of the samples, and what a search
 * iteration on a large supernet takes. Each point is measured in a process of its own.
 */
import { nodeCommand, runCommand } from './child.ts';

const NEURONS = [800, 3_200, 12_800, 51_200, 102_400];
const STEPS = [100, 200, 400, 800, 1_600, 3_200];
/** The smallest layer and the shortest samples: what the others are compared with. */
const LEAST = { neurons: 800, steps: 100 };
/** The same everywhere, so that only one thing changes along a series. */
const BATCH = 8;
const SUPERNET_NEURONS = 12_800;

export interface ScalePoint {
  readonly neurons: number;
  readonly steps: number;
  readonly batch: number;
  /** Median, a batch. */
  readonly ms: number;
  readonly nanosecondsPerNeuronStep: number;
  /** Peak of the process, MB. */
  readonly rssMB: number;
  /** What the network and its passes added to the process, by neurons × steps × batch. */
  readonly bytesPerNeuronStep: number;
}

/** One search iteration on a supernet with sizes 4 8 16 32, batches and window of 50, 100 steps. */
export interface SearchPoint {
  readonly neurons: number;
  readonly ms: number;
  readonly rssMB: number;
}

export interface Scale {
  readonly workers: number;
  readonly neurons: readonly ScalePoint[];
  readonly steps: readonly ScalePoint[];
  readonly search: SearchPoint;
}

export async function measureScale(workers: number, say: (what: string) => void): Promise<Scale> {
  const measure = async (neurons: number, steps: number): Promise<ScalePoint> => {
    say(`${neurons} neurons, ${steps} steps`);
    const args = [neurons, steps, BATCH, workers].map(String);
    return (await runCommand(nodeCommand('scale', args))) as ScalePoint;
  };
  const byNeurons: ScalePoint[] = [];
  for (const neurons of NEURONS) byNeurons.push(await measure(neurons, LEAST.steps));
  const bySteps: ScalePoint[] = [];
  for (const steps of STEPS) bySteps.push(await measure(LEAST.neurons, steps));
  say(`search iteration, ${SUPERNET_NEURONS} neurons`);
  const search = await runCommand(
    nodeCommand('search', [String(SUPERNET_NEURONS), String(workers)]),
  );
  return { workers, neurons: byNeurons, steps: bySteps, search: search as SearchPoint };
}
