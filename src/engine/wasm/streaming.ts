/** One step at a time, state in and state out, on the kernel of the batch run. */
import type { EventSample } from '../../data/events/sample.ts';
import { LAYER_FIELDS, writeRecord } from '../../kernels/records.ts';
import type { NetworkShape } from '../../model/shape.ts';
import type { LayerState, StreamState } from '../engine.ts';
import type { NetworkParts } from './network-memory.ts';

export function initialStreamState({ layers }: NetworkShape): StreamState {
  return {
    layers: layers.map(({ neurons }) => ({
      current: new Float32Array(neurons),
      potential: new Float32Array(neurons),
      psc: new Float32Array(neurons),
      spikes: new Uint32Array(0),
    })),
    scores: new Float64Array(layers.at(-1)!.neurons),
  };
}

/** The events of one step as a sample, for which the batch memory makes room. */
export function sampleOfStep(channels: ArrayLike<number>): EventSample {
  const events = Uint32Array.from(channels);
  return { steps: 1, offsets: Uint32Array.of(0, events.length), channels: events, label: 0 };
}

/** Runs one step on thread 0 and slot 0, whose memory has been reserved. */
export function streamStep(
  { shape, arena, kernels, memory, batch }: NetworkParts,
  state: StreamState,
  sample: EventSample,
): StreamState {
  batch.load([sample]);
  const slot = batch.spikes[0]!;
  let { eventOffsets: offsets, events } = batch.record(0);
  const layers = shape.layers.map(({ neurons }, l): LayerState => {
    // A slot's fields for its input mean nothing to a layer.
    const { bySource: _, times: __, order: ___, ...spikes } = slot[l + 1]!;
    const record = { ...memory.host.records[l]!, ...spikes };
    const { spikeOffsets, spikeNeurons } = spikes;
    const address = memory.host.address + 4 * l * LAYER_FIELDS.length;
    writeRecord(arena.words(address, LAYER_FIELDS.length), LAYER_FIELDS, record);
    const before = state.layers[l]!;
    arena.floats(record.current, neurons).set(before.current);
    arena.floats(record.potential, neurons).set(before.potential);
    arena.floats(record.psc, neurons).set(before.psc);
    const previous = before.spikes.length;
    arena.words(spikeOffsets, 2).set([0, previous]);
    arena.words(spikeNeurons, previous).set(before.spikes);
    kernels.forwardOutput(address, memory.constants, offsets, events, 0, 1, 0);
    offsets = spikeOffsets + 4;
    events = spikeNeurons;
    return {
      current: arena.floats(record.current, neurons).slice(),
      potential: arena.floats(record.potential, neurons).slice(),
      psc: arena.floats(record.psc, neurons).slice(),
      spikes: arena.words(spikeNeurons, arena.words(spikeOffsets, 3)[2]!).slice(previous),
    };
  });
  const output = layers.at(-1)!.psc;
  return { layers, scores: state.scores.map((score, o) => score + output[o]!) };
}
