// One sample through the whole network, and one share of the gradient sums: the two kinds of work
// that threads divide. Samples of a group run side by side, each in a slot of its own; then the
// weight gradients of the group are summed source by source, always in the order of the samples.
// So no sum depends on how many threads there are or which of them did what.

import { backward } from './backward';
import { driveTape, packBlock } from './drive';
import {
  forwardHidden, forwardHiddenTraining, forwardOutput, forwardOutputTraining,
} from './forward';
import { gatherFeedforward, gatherRecurrent, transposeEvents, unpackBlock } from './gradient';
import { Constants, Layer, tapeBlockBytes, tapeCell } from './layer';
import { addScores, compareLogits, comparePsc, filterErrors, score } from './loss';
import { accumulatePlasticity, Plasticity } from './plasticity';

/** What all threads share. */
@unmanaged
export class Network {
  constants: Constants;
  /** L, the output layer included. */
  layers: u32;
  inputs: u32;
  /** [threads][L] Layer records. */
  layerRecords: usize;
  /** [threads] addresses of scratch [longest T + 1][16]. */
  columns: usize;
  /** [slots][L + 1] Spikes records: the input's, then each layer's. */
  slots: usize;
  /** [B] Sample records. */
  samples: usize;
  /** [longest T] PSC of a neuron that always fires. */
  targets: usize;
  /** [L] addresses of the feedforward weights and of their gradients, [inputs][N]. */
  feedforwardWeights: usize;
  feedforwardGradients: usize;
  /** [L] addresses of the same gradients in blocks [⌈N/16⌉][inputs][16]. */
  gradientBlocks: usize;
  /** [L] addresses of the chunk gradients; 0 where there is no recurrence. */
  recurrentGradients: usize;
  /** [slots][adapting layers] Plasticity records; `adapting` [adapting layers] their layers. */
  plasticity: usize;
  adapting: usize;
  adaptingCount: u32;
  /** Samples of the group under way: first … first + count − 1, sample first + k in slot k. */
  first: u32;
  count: u32;
  /** 1 if this is the last group of the batch. */
  final: u32;
  training: u32;
  /** 1 if the tapes hold the first layer's feedforward input already. */
  driven: u32;
  /** 1 if the loss is the cross-entropy, 0 if it is that of equation 30. */
  crossEntropy: u32;
  /** 1 over the batch size. */
  scale: f32;
  /** Of the cross-entropy: factor from mean PSCs to logits, and mean PSC of the rival. */
  sharpness: f32;
  reference: f32;
}

/** A slot's memory for the spikes of the input or of one layer. */
@unmanaged
export class Spikes {
  /** [n + 1] and [spikes]: the spikes sorted by source (training). */
  bySource: usize;
  times: usize;
  /** [n] sources by falling number of spikes, and scratch [T + 2]. */
  order: usize;
  // As in Layer; 0 for the input.
  spikeOffsets: usize;
  spikeNeurons: usize;
  spikePotentials: usize;
  spikeSteepness: usize;
  tape: usize;
  pscTape: usize;
}

/** A sample of the batch, and where its results go. */
@unmanaged
export class Sample {
  steps: u32;
  label: u32;
  /** [T + 1] */
  eventOffsets: usize;
  events: usize;
  /** [T] steps by falling number of events. */
  stepOrder: usize;
  /** [classes] f64 */
  scores: usize;
  /** f64 */
  loss: usize;
  /** [L] u32 */
  spikeCounts: usize;
}

const WORD: u32 = 4;

// @ts-ignore: decorator
@inline
function layerOf(network: Network, thread: u32, l: u32): Layer {
  const index = thread * network.layers + l;
  return changetype<Layer>(network.layerRecords + index * offsetof<Layer>());
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
function enter(layer: Layer, spikes: Spikes, steps: u32): void {
  layer.spikeOffsets = spikes.spikeOffsets;
  layer.spikeNeurons = spikes.spikeNeurons;
  layer.spikePotentials = spikes.spikePotentials;
  layer.spikeSteepness = spikes.spikeSteepness;
  layer.tape = spikes.tape;
  layer.tapeBlock = tapeBlockBytes(steps);
  layer.pscTape = spikes.pscTape;
  const bytes = layer.stride << 2;
  memory.fill(layer.current, 0, bytes);
  memory.fill(layer.potential, 0, bytes);
  memory.fill(layer.psc, 0, bytes);
  store<u64>(spikes.spikeOffsets, 0);
}

function forward(network: Network, sample: Sample, thread: u32, slot: u32, training: bool): void {
  const constants = network.constants;
  const last = network.layers - 1;
  let offsets = sample.eventOffsets;
  let events = sample.events;
  for (let l: u32 = 0; l <= last; l++) {
    const layer = layerOf(network, thread, l);
    const steps = sample.steps;
    enter(layer, spikesOf(network, slot, l + 1), steps);
    const driven = l == 0 && network.driven != 0;
    if (training) {
      if (l == last) forwardOutputTraining(layer, constants, offsets, events, 0, steps, driven);
      else forwardHiddenTraining(layer, constants, offsets, events, 0, steps, driven);
    } else {
      if (l == last) forwardOutput(layer, constants, offsets, events, 0, steps, driven);
      else forwardHidden(layer, constants, offsets, events, 0, steps, driven);
    }
    offsets = layer.spikeOffsets + WORD;
    events = layer.spikeNeurons;
    store<u32>(sample.spikeCounts + l * WORD, load<u32>(offsets + sample.steps * WORD));
  }
}

/** Sorts the spikes of the input and of every hidden layer by source, for the gradient sums. */
function sortSpikes(network: Network, sample: Sample, slot: u32, thread: u32): void {
  let offsets = sample.eventOffsets;
  let events = sample.events;
  let sources = network.inputs;
  for (let l: u32 = 0; l < network.layers; l++) {
    const spikes = spikesOf(network, slot, l);
    transposeEvents(
      offsets, events, sample.steps, sources, spikes.bySource, spikes.times, spikes.order,
    );
    const layer = layerOf(network, thread, l);
    offsets = layer.spikeOffsets + WORD;
    events = layer.spikeNeurons;
    sources = layer.neurons;
  }
}

/** Forward, loss and, in training, backward of the sample in a slot. */
export function runSample(network: Network, thread: u32, slot: u32): void {
  const sample = sampleOf(network, slot);
  const training = network.training != 0;
  forward(network, sample, thread, slot, training);
  const last = network.layers - 1;
  const constants = network.constants;
  const output = layerOf(network, thread, last);
  const steps = sample.steps;
  if (network.crossEntropy == 0) {
    store<f64>(sample.loss, score(output, steps, sample.label, network.targets, sample.scores));
    if (!training) return;
    comparePsc(output, steps, sample.label, network.targets);
  } else {
    addScores(output, steps, sample.scores);
    if (!training) return;
    compareLogits(
      output, steps, sample.label, sample.scores,
      network.sharpness, network.reference,
    );
  }
  filterErrors(output, constants, steps, network.scale);
  backward(output, null, constants, sample.steps);
  for (let l = last; l > 0; l--) {
    const layer = layerOf(network, thread, l - 1);
    backward(layer, layerOf(network, thread, l), constants, sample.steps);
  }
  sortSpikes(network, sample, slot, thread);
}

/** A share of the work on weights: a block of 16 target neurons of a layer. */
@unmanaged
export class Share {
  layer: u32;
  block: u32;
}

/** The feedforward input of the first layer, of all samples of a group: one block of columns. */
export function driveShare(network: Network, thread: u32, block: u32): void {
  const layer = layerOf(network, thread, 0);
  for (let slot: u32 = 0; slot < network.count; slot++) {
    const sample = sampleOf(network, slot);
    const tape = spikesOf(network, slot, 1).tape;
    driveTape(
      layer, block, sample.eventOffsets, sample.events, sample.steps, sample.stepOrder, tape,
    );
  }
}

/** Weights into the layout in which they are added up. */
export function packShare(network: Network, share: Share): void {
  const layer = layerOf(network, 0, share.layer);
  const weights = load<usize>(network.feedforwardWeights + share.layer * WORD);
  packBlock(weights, layer.inputs, layer.neurons, share.block, layer.weightBlocks);
}

/** Clears the gradients of a block's chunks. */
function clearChunks(layer: Layer, block: u32, gradient: usize): void {
  const bounds = layer.blockOffsets + block * WORD;
  const end = layer.blockChunks + load<u32>(bounds, 4) * WORD;
  for (let k = layer.blockChunks + load<u32>(bounds) * WORD; k < end; k += WORD) {
    v128.store(gradient + (<usize>load<u32>(k) << 4), f32x4.splat(0));
  }
}

/** A share of the gradient sums of a group. */
export function gatherShare(network: Network, thread: u32, share: Share): void {
  const l = share.layer;
  const block = share.block;
  const layer = layerOf(network, thread, l);
  const bytes = <usize>layer.inputs << 6;
  const feedforward = load<usize>(network.gradientBlocks + l * WORD) + <usize>block * bytes;
  const recurrent = load<usize>(network.recurrentGradients + l * WORD);
  const columns = load<usize>(network.columns + thread * WORD);
  if (network.first == 0) {
    memory.fill(feedforward, 0, bytes);
    if (recurrent != 0) clearChunks(layer, block, recurrent);
  }
  for (let slot: u32 = 0; slot < network.count; slot++) {
    const steps = sampleOf(network, slot).steps;
    const sources = spikesOf(network, slot, l);
    const own = spikesOf(network, slot, l + 1);
    // Read once in order, the block is in cache when the sums pick its rows at random: from the tape
    // itself they take 1 to 4 % of a batch longer.
    const blockBytes = tapeBlockBytes(steps);
    memory.copy(columns, tapeCell(own.tape, blockBytes, 0, <usize>block << 6), blockBytes);
    gatherFeedforward(
      layer.inputs, sources.bySource, sources.times, sources.order, columns, feedforward,
    );
    if (recurrent != 0) {
      gatherRecurrent(layer, block, own.bySource, own.times, columns, recurrent);
    }
  }
  if (network.final == 0) return;
  unpackBlock(layer, block, feedforward, load<usize>(network.feedforwardGradients + l * WORD));
}

/** Forward of the sample in a slot, then the plasticity updates of its spikes, summed by slot. */
export function adaptSample(network: Network, thread: u32, slot: u32): void {
  const sample = sampleOf(network, slot);
  forward(network, sample, thread, slot, false);
  for (let k: u32 = 0; k < network.adaptingCount; k++) {
    const l = load<u32>(network.adapting + k * WORD);
    const spikes = spikesOf(network, slot, l + 1);
    const index = slot * network.adaptingCount + k;
    const rule = changetype<Plasticity>(network.plasticity + index * offsetof<Plasticity>());
    memory.fill(rule.calcium, 0, rule.stride << 2);
    accumulatePlasticity(rule, spikes.spikeOffsets + WORD, spikes.spikeNeurons, sample.steps);
  }
}
