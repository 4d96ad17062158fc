/**
 * R and τ of a searched layer as the alternatives make them up. A relaxed time constant scales R and τ of a
 * neuron alike, which keeps R/τ and what intrinsic plasticity has made of either.
 */
import type { EngineNetwork } from '../../engine/engine.ts';
import type { MotifTopology } from '../../model/architecture-schema.ts';
import type { Relaxation } from '../../model/relaxation.ts';
import { relaxTau, type Supernet } from '../../model/supernet.ts';

interface Searched {
  /** Number of the layer in the network. */
  readonly layer: number;
  readonly supernet: Supernet;
  /** [N] relaxed time constants that R and τ now have; changed in place. Absent: none to choose from. */
  readonly presentTau?: Float64Array;
}

function setTau(
  network: EngineNetwork,
  { layer, presentTau }: Searched,
  wanted: ArrayLike<number>,
): void {
  const { resistance, tau } = network.neurons(layer);
  for (let i = 0; i < tau.length; i++) {
    const factor = wanted[i]! / presentTau![i]!;
    presentTau![i] = wanted[i]!;
    if (factor === 1) continue;
    resistance[i]! *= factor;
    tau[i]! *= factor;
  }
}

/** Sets R and τ for a pass; does nothing to a layer that has no time constants to choose from. */
export function setRelaxedTau(
  network: EngineNetwork,
  relaxed: Searched & { readonly relaxation: Relaxation },
): void {
  const wanted = relaxTau(relaxed.supernet, relaxed.relaxation.weights);
  if (wanted) setTau(network, relaxed, wanted);
}

/** Sets R and τ for what the layer is cut to. */
export function settleTau(
  network: EngineNetwork,
  searched: Searched,
  { tau }: MotifTopology,
): void {
  if (!tau) return;
  const { neurons } = searched.supernet.layer;
  setTau(
    network,
    searched,
    Array.from({ length: neurons }, (_, i) => tau[i % tau.length]!),
  );
}

/**
 * [N] ∂E/∂τ_i of the relaxed time constants, from the gradients for R and τ that the last pass left; empty without
 * candidates. R and τ are proportional to it: ∂E/∂τ_i = (R ∂E/∂R + τ ∂E/∂τ)/τ_i.
 */
export function relaxedTauGradient(
  network: EngineNetwork,
  { layer, presentTau }: Searched,
): ArrayLike<number> {
  if (!presentTau) return [];
  const { resistance, tau } = network.neurons(layer);
  const gradient = network.neuronGradient(layer);
  return presentTau.map(
    (present, i) =>
      (resistance[i]! * gradient.resistance[i]! + tau[i]! * gradient.tau[i]!) / present,
  );
}
