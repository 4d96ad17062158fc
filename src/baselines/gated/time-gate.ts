/**
 * The time gate of Neil et al. (2016): φ = ((t − s) mod τ)/τ is the phase of an oscillation; the gate k opens and
 * closes again linearly in the first share r of each period, and leaks αφ in the rest of it.
 */

/** Openness of a gate, and its slopes. */
export interface GateState {
  k: number;
  /** ∂k/∂τ, ∂k/∂s and ∂k/∂r. */
  tau: number;
  shift: number;
  open: number;
}

/**
 * The gate at one moment.
 * @param result filled, so that nothing is allocated per unit and step
 * @param time t, in the unit of τ and s
 * @param open r
 * @param leak α
 */
export function timeGate(
  result: GateState,
  time: number,
  tau: number,
  shift: number,
  open: number,
  leak: number,
): void {
  const periods = (time - shift) / tau;
  const phase = periods - Math.floor(periods);
  let slope: number;
  if (phase < open / 2) {
    slope = 2 / open;
    result.k = slope * phase;
    result.open = -result.k / open;
  } else if (phase < open) {
    slope = -2 / open;
    result.k = 2 + slope * phase;
    result.open = (2 * phase) / (open * open);
  } else {
    slope = leak;
    result.k = leak * phase;
    result.open = 0;
  }
  result.tau = (-slope * periods) / tau;
  result.shift = -slope / tau;
}
