/** What the output neurons are, and with it what a network decides by. */
export const READOUTS = ['spiking', 'integrator'] as const;
/**
 * `spiking`: neurons like all others, whose postsynaptic currents a_o[t] are the scores, as in the paper.
 * `integrator`: leaky integrators, neurons without threshold and reset, whose potentials u_o[t] take the place of
 * a_o[t] in scores and losses (Cramer et al., 2020).
 */
export type Readout = (typeof READOUTS)[number];
