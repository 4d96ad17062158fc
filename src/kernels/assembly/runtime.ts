// One step of a whole network, forward only: all that the inference runtime calls. Compiled on its
// own from the same sources as the engine's kernels, so that the bits are the same; without threads,
// so that it runs where memory cannot be shared.

import { forwardHidden, forwardOutput } from './forward';
import { Constants, Layer } from './layer';

/** The spikes of the step before move to the front of the list, where `run` looks for them. */
// @ts-ignore: decorator
@inline
function carrySpikes(layer: Layer): void {
  const offsets = layer.spikeOffsets;
  const first = load<u32>(offsets, 4);
  const count = load<u32>(offsets, 8) - first;
  memory.copy(layer.spikeNeurons, layer.spikeNeurons + (<usize>first << 2), <usize>count << 2);
  store<u32>(offsets, count, 4);
}

/**
 * One step of `count` layers, the output layer last. Events of the step are entries
 * eventOffsets[0] … eventOffsets[1]. Leaves each layer's spikes at entries spikeOffsets[1] …
 * spikeOffsets[2], and the output layer's PSC in its state.
 */
export function step(
  layers: usize,
  count: u32,
  constants: Constants,
  eventOffsets: usize,
  events: usize,
): void {
  for (let l: u32 = 0; l < count; l++) {
    const layer = changetype<Layer>(layers + l * offsetof<Layer>());
    carrySpikes(layer);
    if (l == count - 1) forwardOutput(layer, constants, eventOffsets, events, 0, 1, false);
    else forwardHidden(layer, constants, eventOffsets, events, 0, 1, false);
    eventOffsets = layer.spikeOffsets + 4;
    events = layer.spikeNeurons;
  }
}
