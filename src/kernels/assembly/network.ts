// The tasks that threads divide: one sample through the whole network, and one share of the gradient
// sums. The samples of a group run side by side, each in its own slot; then the weight gradients of
// the group are summed source by source, always in the order of the samples. So no sum depends on the
// number of threads, or on which of them did what.

import { BLOCK_BYTES, LossKind } from '../constants';
import { backward } from './backward';
import { driveTape, packBlock } from './drive';
import {
  forwardHidden,
  forwardHiddenStbp,
  forwardHiddenTraining,
  forwardOutput,
  forwardOutputStbp,
  forwardOutputTraining,
} from './forward';
import {
  gatherBias,
  gatherFeedforward,
  gatherNeurons,
  gatherRecurrent,
  sortBySource,
  unpackBlock,
} from './gradient';
import {
  accumulateErrors,
  addScores,
  compareLogits,
  comparePsc,
  compareRates,
  filterErrors,
  score,
} from './loss';
import { accumulatePlasticity } from './plasticity';
import { Constants, Layer, Network, Plasticity, Sample, Share, Spikes } from './records.generated';
import { tapeBlockBytes, tapeCell } from './tape';

const WORD: u32 = 4;

// @ts-ignore: decorator
@inline
function layerOf(network: Network, thread: u32, l: u32): Layer {
  const index = thread * network.layers + l;
  return changetype<Layer>(network.layerRecords + index * offsetof<Layer>());
}

// @ts-ignore: decorator
@inline
function constantsOf(network: Network, l: u32): Constants {
  return changetype<Constants>(network.constants + l * offsetof<Constants>());
}

// @ts-ignore: decorator
@inline
function spikesOf(network: Network, slot: u32, l: u32): Spikes {
  const index = slot * (network.layers + 1) + l;
  return changetype<Spikes>(network.slots + index * offsetof<Spikes>());
}

// @ts-ignore: decorator
@inline
function sampleOf(network: Network, slot: u32): Sample {
  return changetype<Sample>(network.samples + (network.first + slot) * offsetof<Sample>());
}

/** Lets a thread's layer write into a slot, and clears its state. */
function enter(layer: Layer, spikes: Spikes, steps: u32, keepPotentials: bool): void {
  layer.spikeOffsets = spikes.spikeOffsets;
  layer.spikeNeurons = spikes.spikeNeurons;
  layer.spikePotentials = spikes.spikePotentials;
  layer.spikeSteepness = spikes.spikeSteepness;
  layer.tape = spikes.tape;
  layer.tapeBlock = tapeBlockBytes(steps);
  layer.potentialTape = keepPotentials ? spikes.potentialTape : 0;
  layer.pscTape = spikes.pscTape;
  const bytes = layer.stride << 2;
  memory.fill(layer.current, 0, bytes);
  memory.fill(layer.potential, 0, bytes);
  memory.fill(layer.psc, 0, bytes);
  store<u64>(spikes.spikeOffsets, 0);
}

function forward(network: Network, thread: u32, slot: u32, training: bool): void {
  const sample = sampleOf(network, slot);
  const steps = sample.steps;
  const last = network.layers - 1;
  let offsets = sample.eventOffsets;
  let events = sample.events;
  for (let l: u32 = 0; l <= last; l++) {
    const layer = layerOf(network, thread, l);
    const constants = constantsOf(network, l);
    enter(layer, spikesOf(network, slot, l + 1), steps, training && network.neurons != 0);
    layer.eventOffsets = offsets;
    layer.events = events;
    layer.driven = l == 0 ? network.driven : 0;
    if (training && network.stbp != 0) {
      if (l == last) forwardOutputStbp(layer, constants, steps);
      else forwardHiddenStbp(layer, constants, steps);
    } else if (training) {
      if (l == last) forwardOutputTraining(layer, constants, steps);
      else forwardHiddenTraining(layer, constants, steps);
    } else {
      if (l == last) forwardOutput(layer, constants, steps);
      else forwardHidden(layer, constants, steps);
    }
    offsets = layer.spikeOffsets + WORD;
    events = layer.spikeNeurons;
    store<u32>(sample.spikeCounts + l * WORD, load<u32>(offsets + steps * WORD));
  }
}

/** Sorts the spikes of the input and of every hidden layer by source, for the gradient sums. */
function sortSpikes(network: Network, sample: Sample, slot: u32, thread: u32): void {
  // No recurrent connection has the input as its source.
  for (let l: u32 = network.feedforward != 0 ? 0 : 1; l < network.layers; l++) {
    const layer = layerOf(network, thread, l);
    const spikes = spikesOf(network, slot, l);
    sortBySource(layer.eventOffsets, layer.events, sample.steps, layer.inputs, spikes);
  }
}

/** Forward, loss and, in training, backward of the sample in a slot. */
export function runSample(network: Network, thread: u32, slot: u32): void {
  const sample = sampleOf(network, slot);
  const training = network.training != 0;
  forward(network, thread, slot, training);
  const last = network.layers - 1;
  const constants = constantsOf(network, last);
  const output = layerOf(network, thread, last);
  const steps = sample.steps;
  if (network.loss == LossKind.psc) {
    score(output, sample, network.targets);
    if (!training) return;
    comparePsc(output, sample, network.targets);
  } else {
    addScores(output, sample);
    if (!training) return;
    if (network.loss == LossKind.crossEntropy) compareLogits(output, sample, network);
    else compareRates(output, sample);
  }
  const scale = network.scale * sample.weight;
  if (constants.integrates != 0) accumulateErrors(output, steps, scale);
  else filterErrors(output, constants, steps, scale);
  backward(output, null, constants, network, steps);
  for (let l = last; l > 0; l--) {
    const layer = layerOf(network, thread, l - 1);
    backward(layer, layerOf(network, thread, l), constantsOf(network, l - 1), network, steps);
  }
  sortSpikes(network, sample, slot, thread);
}

/** The feedforward input of the first layer, of all samples of a group: one block of columns. */
export function driveShare(network: Network, thread: u32, block: u32): void {
  const layer = layerOf(network, thread, 0);
  for (let slot: u32 = 0; slot < network.count; slot++) {
    const sample = sampleOf(network, slot);
    driveTape(layer, block, sample, spikesOf(network, slot, 1).tape);
  }
}

/** Copies weights into the layout in which they are added up. */
export function packShare(network: Network, share: Share): void {
  const layer = layerOf(network, 0, share.layer);
  packBlock(layer, share.block, load<usize>(network.feedforwardWeights + share.layer * WORD));
}

/** Clears the gradients of a block's chunks. */
function clearChunks(layer: Layer, block: u32, gradient: usize): void {
  const bounds = layer.blockOffsets + block * WORD;
  const end = layer.blockChunks + load<u32>(bounds, 4) * WORD;
  for (let k = layer.blockChunks + load<u32>(bounds) * WORD; k < end; k += WORD) {
    v128.store(gradient + ((<usize>load<u32>(k)) << 4), f32x4.splat(0));
  }
}

/** A share of the gradient sums of a group. */
export function gatherShare(network: Network, thread: u32, share: Share): void {
  const l = share.layer;
  const block = share.block;
  const layer = layerOf(network, thread, l);
  const bytes = <usize>layer.inputs * BLOCK_BYTES;
  const feedforward = load<usize>(network.gradientBlocks + l * WORD) + <usize>block * bytes;
  const recurrent = load<usize>(network.recurrentGradients + l * WORD);
  const weights = network.feedforward != 0;
  if (!weights && recurrent == 0) return;
  const columns = load<usize>(network.columns + thread * WORD);
  const blockStart = <usize>block * BLOCK_BYTES;
  const neuronSums = load<usize>(network.neuronSums + l * WORD) + blockStart;
  const biasSums = load<usize>(network.biasSums + l * WORD) + blockStart;
  if (network.first == 0) {
    if (weights) memory.fill(feedforward, 0, bytes);
    if (recurrent != 0) clearChunks(layer, block, recurrent);
    if (network.neurons != 0) memory.fill(neuronSums, 0, BLOCK_BYTES);
    if (layer.bias != 0) memory.fill(biasSums, 0, BLOCK_BYTES);
  }
  for (let slot: u32 = 0; slot < network.count; slot++) {
    const steps = sampleOf(network, slot).steps;
    const sources = spikesOf(network, slot, l);
    const own = spikesOf(network, slot, l + 1);
    // Read once in order, the block is in cache when the sums pick rows at random. Picking them from
    // the tape itself makes a batch 1 to 4 % slower.
    const blockBytes = tapeBlockBytes(steps);
    memory.copy(columns, tapeCell(own.tape, blockBytes, 0, blockStart), blockBytes);
    if (weights) gatherFeedforward(layer.inputs, sources, columns, feedforward);
    if (recurrent != 0) gatherRecurrent(layer, block, own, columns, recurrent);
    if (layer.bias != 0) gatherBias(columns, steps, biasSums);
    if (network.neurons == 0) continue;
    const potentials = tapeCell(own.potentialTape, blockBytes, 0, blockStart);
    gatherNeurons(columns, potentials, steps, constantsOf(network, l).decay, neuronSums);
  }
  if (!weights || network.final == 0) return;
  unpackBlock(layer, block, feedforward, load<usize>(network.feedforwardGradients + l * WORD));
}

/** Sets how long the neurons of the adapted layers rest after a spike. */
function setRefractory(network: Network, thread: u32, steps: u32): void {
  for (let k: u32 = 0; k < network.adaptingCount; k++) {
    layerOf(network, thread, load<u32>(network.adapting + k * WORD)).refractory = steps;
  }
}

/** Forward of the sample in a slot, then the plasticity updates of its spikes, summed by slot. */
export function adaptSample(network: Network, thread: u32, slot: u32): void {
  const sample = sampleOf(network, slot);
  setRefractory(network, thread, network.refractory);
  forward(network, thread, slot, false);
  setRefractory(network, thread, 0);
  for (let k: u32 = 0; k < network.adaptingCount; k++) {
    const l = load<u32>(network.adapting + k * WORD);
    const spikes = spikesOf(network, slot, l + 1);
    const index = slot * network.adaptingCount + k;
    const rule = changetype<Plasticity>(network.plasticity + index * offsetof<Plasticity>());
    memory.fill(rule.calcium, 0, rule.stride << 2);
    accumulatePlasticity(rule, spikes.spikeOffsets + WORD, spikes.spikeNeurons, sample.steps);
  }
}
