/** Architectures that are not searched, by name, apart from what they are, for those who only name them. */

/**
 * `self`: every neuron excites itself and nothing else, the simplest recurrence;
 * `excitatory`: motifs of the median candidate size with every possible connection, all `exc`;
 * `even`: a random motif of given size and density; `same`: one of those, whatever the seed;
 * `stbp`: no recurrence, and the neurons of STBP.
 */
export const FIXED_ARCHITECTURES = [
  'random',
  'feedforward',
  'dense',
  'self',
  'excitatory',
  'even',
  'same',
  'stbp',
] as const;
