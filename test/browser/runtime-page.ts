/**
 * Script of the runtime's test page: loads a network from the server, as a page does, and hashes
 * everything that a stream of events makes of it.
 */
import { loadNetwork } from '../../src/entries/runtime.ts';
import { digest, type Numbers } from './digest.ts';

/** [steps] channels of the events of each step. */
export type Steps = readonly (readonly number[])[];

/** Runs the steps on the network that lies at `path`; returns a hash of all states and scores. */
export type Stream = (path: string, steps: Steps) => Promise<string>;

const stream: Stream = async (path, steps) => {
  const response = await fetch(path);
  const network = await loadNetwork(await response.arrayBuffer(), path);
  const seen: Numbers[] = [];
  for (const channels of steps) {
    seen.push(network.step(channels).scores);
    for (const { current, potential, spikes } of network.state.layers) {
      seen.push(current, potential, spikes);
    }
  }
  return digest(...seen);
};

Object.assign(globalThis, { stream });
