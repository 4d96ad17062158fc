/**
 * A workload as plain files, for contenders that are not written in TypeScript: `problem.json` and
 * little-endian arrays. bench/peers/common.py reads them.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventSample } from '../src/data/events/sample.ts';
import type { EngineNetwork } from '../src/engine/engine.ts';
import { visitEdges } from '../src/model/edges.ts';
import type { Blueprint } from '../src/model/shape.ts';
import { ADAM } from './workloads.ts';

/**
 * Writes a network with one hidden layer and a batch of samples that all have the same number of
 * steps: events as indices into [steps][batch][inputs], weights row-major by source, recurrent
 * connections in edge order with 1 for excitatory ones.
 */
export function writeProblem(
  folder: string,
  { architecture, shape, layout, couplings }: Blueprint,
  network: EngineNetwork,
  samples: readonly EventSample[],
): void {
  mkdirSync(folder, { recursive: true });
  const hidden = architecture.hidden[0]!;
  const { steps } = samples[0]!;
  const meta = {
    inputs: architecture.inputs,
    neurons: hidden.neurons,
    outputs: architecture.outputs,
    motifSize: hidden.kind === 'scml' ? hidden.motif.size : 0,
    steps,
    batch: samples.length,
    ...architecture.neuron,
    adam: ADAM,
  };
  writeFileSync(join(folder, 'problem.json'), JSON.stringify(meta));
  const write = (name: string, values: Uint32Array | Float32Array | Uint8Array) =>
    writeFileSync(join(folder, name), values);

  const events = new Uint32Array(samples.reduce((sum, { channels }) => sum + channels.length, 0));
  let at = 0;
  samples.forEach(({ offsets, channels }, b) => {
    for (let t = 0; t < steps; t++) {
      for (let e = offsets[t]!; e < offsets[t + 1]!; e++) {
        events[at++] = (t * samples.length + b) * architecture.inputs + channels[e]!;
      }
    }
  });
  write('events.u32', events);
  write(
    'labels.u32',
    Uint32Array.from(samples, ({ label }) => label),
  );

  const weights = Float32Array.from(network.weights);
  for (const { name, offset, length } of layout.segments) {
    write(`${name}.f32`, weights.subarray(offset, offset + length));
  }
  const { edges } = shape.layers[0]!;
  const coupling = couplings[0];
  if (!edges || !coupling) return;
  const targets = new Uint32Array(edges.sources.length);
  visitEdges(edges, (e, target) => {
    targets[e] = target;
  });
  write('edges.targets.u32', targets);
  write('edges.sources.u32', edges.sources);
  write('edges.excitatory.u8', Uint8Array.from(coupling.gain));
}
