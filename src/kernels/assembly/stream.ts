// One step of a whole network, forward only. The engine's module and the runtime's are compiled from
// these same sources, so their bits are the same.

import { forwardHidden, forwardOutput } from './forward';
import { Constants, Layer } from './records.generated';

/** Moves the last step's spikes to the front of the list, where `run` expects them. */
// @ts-ignore: decorator
@inline
function carrySpikes(layer: Layer): void {
  const offsets = layer.spikeOffsets;
  const first = load<u32>(offsets, 4);
  const count = load<u32>(offsets, 8) - first;
  memory.copy(layer.spikeNeurons, layer.spikeNeurons + ((<usize>first) << 2), (<usize>count) << 2);
  store<u32>(offsets, count, 4);
}

/**
 * One step of `count` layers, the output layer last, with a Constants record each. Events of the step are entries
 * eventOffsets[0] … eventOffsets[1]. Leaves each layer's spikes at entries spikeOffsets[1] …
 * spikeOffsets[2]; a layer without a PSC tape leaves its PSC out of date.
 */
export function step(
  layers: usize,
  count: u32,
  constants: usize,
  eventOffsets: usize,
  events: usize,
): void {
  for (let l: u32 = 0; l < count; l++) {
    const layer = changetype<Layer>(layers + l * offsetof<Layer>());
    layer.eventOffsets = eventOffsets;
    layer.events = events;
    carrySpikes(layer);
    const own = changetype<Constants>(constants + l * offsetof<Constants>());
    if (layer.pscTape != 0) forwardOutput(layer, own, 1);
    else forwardHidden(layer, own, 1);
    eventOffsets = layer.spikeOffsets + 4;
    events = layer.spikeNeurons;
  }
}
