// Where one layer lives in memory. The host writes these records (see ../kernels.ts, which lists the
// same fields in the same order) and passes their address; kernels never allocate. Each thread has
// its own records: weights are shared, state is not.
//
// Rows over neurons are padded to `stride` = N rounded up to 4. Padding neurons have gain 0, so
// their potential stays 0, they never spike, and their errors are exactly 0.

@unmanaged
export class Layer {
  /** N. */
  neurons: u32;
  /** Floats in a padded row over neurons. */
  stride: u32;
  /** [inputs][N] feedforward weights, a row per source, not padded. */
  weights: usize;

  // Effective recurrent weights by source: runs of four consecutive targets.
  /** [N + 1] first chunk of each source; 0 if the layer has no recurrence. */
  chunkOffsets: usize;
  /** [C] byte offset of a chunk's first target in a row. */
  chunkTargets: usize;
  /** [C][4] */
  chunkWeights: usize;

  // The same weights for the way back: four consecutive sources and their targets at one shift.
  /** [stride / 4 + 1] first slice of each group of four sources. */
  sliceOffsets: usize;
  /** [S] target − source, in bytes. */
  sliceShifts: usize;
  /** [S][4] */
  sliceWeights: usize;

  // Neurons, [stride] each.
  /** R/τ. */
  gain: usize;
  /** 1/τ. */
  leak: usize;

  // State, [stride] each: what one step hands to the next.
  /** Unfiltered input of the step under way; all 0 between steps. */
  drive: usize;
  current: usize;
  potential: usize;
  psc: usize;

  // Spikes: those of step t are entries offsets[t + 1] … offsets[t + 2]; those of the step before
  // the first stand at offsets[0] … offsets[1].
  /** [T + 2] */
  spikeOffsets: usize;
  /** [spikes] neuron index. */
  spikeNeurons: usize;
  /** [spikes] potential before reset (training only). */
  spikePotentials: usize;

  // Training.
  /**
   * [T + 1][stride]. Forward leaves −P at a spike, the surrogate factor in a quiet step and 0
   * elsewhere; backward replaces it by D̃, the error of the input after the synapse filter. Row T
   * is 0.
   */
  tape: usize;
  /** [stride] θ of section 5. */
  carry: usize;
  /** [stride] potentials of the step's spikes, scattered. */
  scatter: usize;
  /** [T][stride] PSC of the output layer, replaced by its future effect G; 0 for hidden layers. */
  pscTape: usize;
  /** [4][stride] error arriving from the next layer for four steps; 0 for the output layer. */
  feedback: usize;
  /** [N of next layer][stride] feedforward weights to the next layer, transposed. */
  nextWeights: usize;
}

/** Constants of a network. */
@unmanaged
export class Constants {
  /** 1 − 1/τs. */
  decay: f32;
  /** 1/τs. */
  synapseGain: f32;
  threshold: f32;
  /** 1/(4τs): below it a neuron is quiet. */
  quietLevel: f32;
}
