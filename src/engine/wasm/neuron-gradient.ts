/**
 * ∂E/∂R and ∂E/∂τ from what the kernels have summed. R multiplies the whole input of a neuron, so its gradient
 * follows from those of the weights: R ∂E/∂R = Σ_j w_ij ∂E/∂w_ij + Σ_r W_ir ∂E/∂W_ir + b_i ∂E/∂b_i. With Σ_t δ[t] u'[t−1]/τ =
 * R ∂E/∂R + τ ∂E/∂τ (`reference/backward.ts`), which takes the potentials of every step, that gives τ's.
 */
import { visitEdges } from '../../model/edges.ts';
import { layerTauSynapse, segmentOf } from '../../model/shape.ts';
import type { NeuronParameters } from '../engine.ts';
import type { NetworkParts } from './network-memory.ts';

/** [N] R ∂E/∂R of the neurons of a layer. */
function inputGradient({ arena, memory, shape, layout }: NetworkParts, l: number): Float64Array {
  const { neurons, inputs, edges } = shape.layers[l]!;
  const { offset, length } = segmentOf(layout, l, 'feedforward')!;
  const weights = arena.floats(memory.weights + 4 * offset, length);
  const gradient = arena.floats(memory.gradient + 4 * offset, length);
  const result = new Float64Array(neurons);
  for (let j = 0, k = 0; j < inputs; j++) {
    for (let i = 0; i < neurons; i++, k++) result[i]! += weights[k]! * gradient[k]!;
  }
  const { recurrence, shared, biasSums } = memory.layers[l]!;
  if (shared.bias !== 0) {
    const bias = arena.floats(shared.bias, neurons);
    const sums = arena.floats(biasSums, neurons);
    for (let i = 0; i < neurons; i++) result[i]! += bias[i]! * sums[i]!;
  }
  if (!edges || !recurrence) return result;
  const at = (address: number) => arena.floats(address, recurrence.edges);
  const [own, gain, shift, edgeGradient] = [
    at(recurrence.weights),
    at(recurrence.gain),
    at(recurrence.offset),
    at(recurrence.edgeGradient),
  ];
  visitEdges(edges, (e, target) => {
    result[target]! += (gain[e]! * own[e]! + shift[e]!) * edgeGradient[e]!;
  });
  return result;
}

/** [layers] after a pass that kept the potentials. */
export function neuronGradients(parts: NetworkParts): NeuronParameters[] {
  const { arena, memory, shape } = parts;
  return memory.layers.map((layer, l) => {
    const { neurons } = layer.shared;
    const R = arena.floats(layer.resistance, neurons);
    const τ = arena.floats(layer.tau, neurons);
    const sums = arena.floats(layer.neuronSums, neurons);
    const byInput = inputGradient(parts, l);
    const tauSynapse = layerTauSynapse(shape, l);
    const resistance = new Float32Array(neurons);
    const tau = new Float32Array(neurons);
    for (let i = 0; i < neurons; i++) {
      // The kernels sum δ R/(τ τs) u'.
      const together = (sums[i]! * tauSynapse) / R[i]!;
      resistance[i] = byInput[i]! / R[i]!;
      tau[i] = (together - byInput[i]!) / τ[i]!;
    }
    return { resistance, tau };
  });
}
