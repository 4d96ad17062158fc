/** One step at a time: the engine's `step` and the inference runtime both use this. */
import { LAYER, type LayerFields, type SharedFields } from '../../kernels/records/layer.ts';
import type { StepKernel } from '../../kernels/runtime-kernels.ts';
import type { NetworkShape } from '../../model/shape.ts';
import type { LayerState, StreamState } from '../engine.ts';
import type { Arena } from './arena.ts';
import { spikedWords } from './sizes.ts';

/** What the forward pass needs to know of a layer. */
export type StreamedLayer = Pick<
  SharedFields,
  'neurons' | 'width' | 'stride' | 'inputs' | 'weightBlocks' | 'gain' | 'retention'
> &
  Partial<LayerFields>;

/** A layer's state in single precision. */
interface FloatState extends LayerState {
  readonly current: Float32Array;
  readonly potential: Float32Array;
  readonly psc: Float32Array;
}

/** Fields of a layer's record that its state is in. */
type StateFields = StreamedLayer &
  Pick<LayerFields, 'current' | 'potential' | 'psc' | 'spikeOffsets' | 'spikeNeurons'>;

/**
 * Writes R/τ and 1 − 1/τ.
 * @param resistance R [N]
 * @param tau τ [N]
 */
export function writeLeak(
  arena: Arena,
  { neurons, gain, retention }: Pick<LayerFields, 'neurons' | 'gain' | 'retention'>,
  resistance: Float32Array,
  tau: Float32Array,
): void {
  const gains = arena.floats(gain, neurons);
  const retentions = arena.floats(retention, neurons);
  for (let i = 0; i < neurons; i++) {
    gains[i] = resistance[i]! / tau[i]!;
    retentions[i] = 1 - 1 / tau[i]!;
  }
}

/** The state before the first step. */
export function initialState({ layers }: Pick<NetworkShape, 'layers'>): StreamState {
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

/**
 * State and scratch of one layer.
 * @param state three rows
 */
function streamFields(
  arena: Arena,
  layer: StreamedLayer,
  state: number,
  keepPsc: boolean,
): StateFields {
  const row = () => arena.take(layer.stride);
  const psc = state + 8 * layer.stride;
  return {
    ...layer,
    current: state,
    potential: state + 4 * layer.stride,
    psc,
    drives: row(),
    potentialSpare: row(),
    spiked: arena.take(spikedWords(layer.neurons)),
    spikeOffsets: arena.take(3),
    // Those of the step before, then those of the last.
    spikeNeurons: arena.take(2 * layer.neurons),
    // The kernel copies the PSC of each step to a tape; of one step, it is the state itself.
    pscTape: keepPsc ? psc : 0,
  };
}

/**
 * A network's state in memory, and the kernel that carries it from step to step. The weights belong
 * to the caller, who keeps them up to date.
 *
 * A stream starts in the state before the first step. `step` advances it, `reset` takes it back, and `read`
 * and `write` copy the state of a layer out and in, so that many streams, kept as values, can take turns
 * on one network.
 */
export class Stream {
  readonly #arena: Arena;
  readonly #kernel: StepKernel;
  readonly #constants: number;
  readonly #layers: readonly StateFields[];
  /** [layers] records. */
  readonly #records: number;
  /** [2] where the events of a step start and end. */
  readonly #eventOffsets: number;
  /** Currents, potentials and PSCs of all layers, one after the other, so that one copy takes them all. */
  readonly #state: number;
  readonly #stateLength: number;

  /**
   * @param constants address of the layers'
   * @param hiddenPsc whether the PSC of hidden layers is part of the state
   */
  constructor(
    arena: Arena,
    kernel: StepKernel,
    constants: number,
    layers: readonly StreamedLayer[],
    hiddenPsc: boolean,
  ) {
    this.#arena = arena;
    this.#kernel = kernel;
    this.#constants = constants;
    this.#stateLength = layers.reduce((sum, { stride }) => sum + 3 * stride, 0);
    this.#state = arena.take(this.#stateLength);
    let end = this.#state;
    this.#layers = layers.map((layer, l) => {
      const state = end;
      end += 12 * layer.stride;
      return streamFields(arena, layer, state, hiddenPsc || l === layers.length - 1);
    });
    this.#records = arena.records(LAYER, this.#layers);
    this.#eventOffsets = arena.take(2);
  }

  /**
   * One step.
   * @param channels of the input's events, ascending as in a sample: the order of a sum decides its bits
   * @param resting [layers] neurons that stay at rest in this step; none if left out
   */
  step(channels: ArrayLike<number>, resting: readonly ArrayLike<number>[] = []): void {
    const { mark } = this.#arena;
    const events = this.#arena.place(channels);
    resting.forEach((neurons, l) => {
      const first = this.#arena.place(neurons);
      this.#rest(l, first, first + 4 * neurons.length);
    });
    this.#arena.allWords[this.#eventOffsets / 4 + 1] = channels.length;
    const { length } = this.#layers;
    this.#kernel.step(this.#records, length, this.#constants, this.#eventOffsets, events);
    resting.forEach((_, l) => {
      this.#rest(l, 0, 0);
    });
    this.#arena.rewind(mark);
  }

  #rest(layer: number, resting: number, restingEnd: number): void {
    const record = this.#records + layer * LAYER.bytes;
    LAYER.update(this.#arena.memory, record, { resting, restingEnd });
  }

  /** Neurons of a layer that spiked in the last step, ascending. */
  spikes(layer: number): Uint32Array {
    const { spikeOffsets, spikeNeurons } = this.#layers[layer]!;
    const words = this.#arena.allWords;
    const [start, end] = [words[spikeOffsets / 4 + 1]!, words[spikeOffsets / 4 + 2]!];
    return words.slice(spikeNeurons / 4 + start, spikeNeurons / 4 + end);
  }

  /** PSC of the output layer, a view. */
  get outputPsc(): Float32Array {
    const { psc, neurons } = this.#layers.at(-1)!;
    return this.#arena.floats(psc, neurons);
  }

  /** State of all layers, copied; they share one buffer. */
  read(): FloatState[] {
    // Of doubles, for shared memory is copied number by number.
    const { buffer } = this.#arena.doubles(this.#state, this.#stateLength / 2).slice();
    return this.#layers.map(({ neurons, current, potential, psc }, l) => {
      const row = (address: number) => new Float32Array(buffer, address - this.#state, neurons);
      return {
        current: row(current),
        potential: row(potential),
        psc: row(psc),
        spikes: this.spikes(l),
      };
    });
  }

  /** Takes over the state of a layer; a PSC that is left out stays as it is. */
  write(layer: number, state: Omit<LayerState, 'psc'> & Partial<LayerState>): void {
    const { current, potential, psc, spikeOffsets, spikeNeurons } = this.#layers[layer]!;
    const { allFloats: floats, allWords: words } = this.#arena;
    floats.set(state.current, current / 4);
    floats.set(state.potential, potential / 4);
    if (state.psc) floats.set(state.psc, psc / 4);
    words.set(state.spikes, spikeNeurons / 4);
    words.set([0, 0, state.spikes.length], spikeOffsets / 4);
  }

  /** Back to the state before the first step. */
  reset(): void {
    this.#arena.floats(this.#state, this.#stateLength).fill(0);
    for (const { spikeOffsets } of this.#layers) this.#arena.words(spikeOffsets, 3).fill(0);
  }
}
