/**
 * What a reader of NIR makes of a CubaLIF neuron, and hence how a network must be written for it.
 * A target is two things: a formula that turns R, τ, τs into the node's parameters and a factor for
 * each row of both weight matrices, and a list of what it cannot represent.
 *
 * NIR's CubaLIF, stepped by forward Euler with dt:
 *   I += (dt/tau_syn)·(w_in·S − I),   v += (dt/tau_mem)·(r·I − v),   spike if v > v_threshold, then v = 0.
 * With tau_mem = τ·dt, tau_syn = τs·dt, r = R and w_in = 1 these are equations 1 to 4.
 */
import type { Readout } from '../../model/readout.ts';
import type { Matrix } from '../portable-model.ts';
import type { LayerEquations, NetworkEquations } from './layers.ts';

/** Something that the exported file does not say, or says less exactly. */
export interface Loss {
  /** `loss`: the reader computes something else. `rounding`: it computes the same less exactly. */
  readonly severity: 'loss' | 'rounding';
  readonly subject: string;
  readonly detail: string;
}

/** A CubaLIF node and the scaling of the weights before it. */
export interface CubaParameters {
  /** [N] seconds */
  readonly tauMem: Float64Array;
  /** Seconds. */
  readonly tauSyn: number;
  /** [N] */
  readonly r: Float64Array;
  readonly wIn: number;
  /** [N] factor of each row of the feedforward and the recurrent matrix; null for none. */
  readonly rowFactors: Float64Array | null;
}

/** The part of a layer that its neurons decide. */
export type LayerNeurons = Pick<LayerEquations, 'resistance' | 'tau'>;

export interface TargetRules {
  /** The reader's own name. */
  readonly label: string;
  /** Stores numbers as float32, because the reader mixes them with others of that type. */
  readonly single: boolean;
  /** Which matrices are Affine nodes even where they have no bias. */
  readonly affine: 'none' | 'recurrent' | 'all';
  /** Gives layers without recurrence one with weights of 0, for readers that need it. */
  readonly alwaysRecurrent: boolean;
  /**
   * Leaky integrators at the output: as a node of their own, as neurons with a threshold that no potential reaches,
   * for readers that know no such node, or not at all.
   */
  readonly integrators: 'CubaLI' | 'unreachable' | 'none';
  /** R and τ as the target can hold them. */
  simplify(neurons: LayerNeurons): LayerNeurons;
  /** @param dt seconds */
  cuba(neurons: LayerNeurons, tauSynapse: number, dt: number): CubaParameters;
  /**
   * v_threshold of a layer, if it is not that of the network: then all its weights are scaled with it.
   * @param folded recurrent weights in thresholds of the network
   */
  threshold?(folded: Matrix): number;
  /** What a network loses with this target. */
  losses(network: NetworkEquations): Loss[];
  /** How far a reader that computes something else was found to be from the network; by whom, the documents say. */
  measured?(network: NetworkEquations): string;
  /** What the user of the file has to know. */
  advice(dt: number, network: NetworkEquations): string[];
}

export const keep = (neurons: LayerNeurons): LayerNeurons => neurons;
export const times = (values: Float64Array, factor: number): Float64Array =>
  values.map((value) => value * factor);
export const isUniform = (values: Float64Array): boolean =>
  values.every((value) => value === values[0]);

/** How the class follows from what output neurons do: counting their spikes gives another one now and then. */
export const DECISIONS: Readonly<Record<Readout, string>> = {
  spiking:
    'argmax over output neurons of the sum over all steps of a[t] = (1 - 1/tau_synapse) a[t-1] + s[t]/tau_synapse, s the spikes; each sample to its own last step',
  integrator:
    'argmax over output neurons, which never spike, of the sum over all steps of the potential v[t]; each sample to its own last step',
};

export const decisionAdvice = ({ tauSynapse, readout }: NetworkEquations): string =>
  readout === 'integrator'
    ? 'The class is the output neuron with the largest sum of potentials v[t], each sample to its own last step; output neurons never spike.'
    : `The class is the output whose filtered spikes have the largest sum: a[t] = (1 − 1/τs)·a[t−1] + s[t]/τs with τs = ${tauSynapse} steps, each sample to its own last step. Counting spikes may give another class.`;

/**
 * For readers that compute I += S − I·dt/tau_syn and v += I − v·dt/tau_mem: w_in = tau_syn/dt and
 * r = tau_mem/dt say the same in NIR, and (R/τ)/τs goes into the weights.
 */
export function unitGain(
  { resistance, tau }: LayerNeurons,
  tauSynapse: number,
  dt: number,
): CubaParameters {
  return {
    tauMem: times(tau, dt),
    tauSyn: tauSynapse * dt,
    r: tau,
    wIn: tauSynapse,
    rowFactors: resistance.map((R, i) => R / (tau[i]! * tauSynapse)),
  };
}

export const folding = (precision: string): Loss => ({
  severity: 'rounding',
  subject: 'weights',
  detail: `R/(τ·τs) is multiplied into the rows of all weight matrices, rounded to ${precision}`,
});

/**
 * What `measured` says, of the eight test networks with 20 samples each.
 * @param range share of the output spikes of both that only one has, of the nearest network and the farthest, %
 * @param classes samples with the same class
 */
export const findings = (
  { label }: { readonly label: string },
  range: readonly [number, number],
  classes: number,
): string =>
  `In eight test networks, ${range[0]} to ${range[1]} % of the output spikes are in ${label} only or here only, and ${classes} of 160 samples get the same class.`;
