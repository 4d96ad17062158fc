/**
 * Programs that compute something else than the graphs which they write, known by the formulas of their exporters
 * (Rockpool 42cee1c, `nn/modules/torch/nir.py`; Norse 065a3b4, `torch/utils/export_nir.py`).
 */
import { exp } from '../../core/math.ts';
import { type ChainLayer, perNeuron } from './flatten.ts';

/** What a network from a file is not, for people. */
export interface NirWarning {
  /** Paths of the nodes that show it. */
  readonly nodes: readonly string[];
  readonly detail: string;
}

/** float32 of the exporters, and times that were scaled. */
const NEAR = 1e-4;
const isNear = (value: number, other: number): boolean => Math.abs(value - other) <= NEAR * other;

/** @param layers whose numbers have been checked @param dt seconds */
export function originWarnings(layers: readonly ChainLayer[], dt: number): NirWarning[] {
  const found = new Map<string, string[]>();
  for (const layer of layers) {
    const detail = rockpool(layer, dt) ?? norse(layer, dt);
    if (detail !== null) found.set(detail, [...(found.get(detail) ?? []), layer.name]);
  }
  return [...found].map(([detail, nodes]) => ({ nodes, detail }));
}

function parameter({ neuron }: ChainLayer, name: string): Float64Array | null {
  const array = neuron.parameters[name];
  return array === undefined ? null : Float64Array.from(array.data);
}

function rockpool(layer: ChainLayer, dt: number): string | null {
  const r = layer.neuron.parameters.r;
  const tau = parameter(layer, layer.neuron.type === 'LIF' ? 'tau' : 'tau_mem');
  const all = r === undefined || tau === null ? null : perNeuron(r, tau.length);
  if (all === null || tau === null) return null;
  if (!tau.every((value, i) => isNear(all[i]!, (value / dt) * exp(-dt / value)))) return null;
  return 'r is tau_mem/dt·exp(−dt/tau_mem), which Rockpool writes. It computes something else than its files say: it decays exponentially, subtracts the threshold after a spike and fires several times in a step. Here, the network gives other spikes than it gave there.';
}

function norse(layer: ChainLayer, dt: number): string | null {
  if (layer.neuron.type !== 'CubaLIF') return null;
  const all = ['r', 'w_in'].map((name) => parameter(layer, name));
  if (!all.every((values) => values?.every((value) => value === 1))) return null;
  const gain = Number((parameter(layer, 'tau_syn')![0]! / dt).toPrecision(6));
  if (gain === 1) return null;
  return `r and w_in are 1, as Norse writes its LIFCell, which adds spikes with a gain of tau_syn/dt = ${gain}. If the file is from there, set w_in to ${gain} in it and import it again.`;
}
