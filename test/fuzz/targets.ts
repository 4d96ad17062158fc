/** All decoders that are fuzzed: a new one is added here and nowhere else. */
import { ARRAY_TARGETS } from './array-targets.ts';
import { AUDIO_TARGETS } from './audio-targets.ts';
import { CAMERA_TARGETS } from './camera-targets.ts';
import { FRAME_TARGETS } from './frame-targets.ts';
import { HDF5_TARGET } from './hdf5-target.ts';
import type { FuzzTarget } from './target.ts';

export const FUZZ_TARGETS: readonly FuzzTarget[] = [
  ...CAMERA_TARGETS,
  ...FRAME_TARGETS,
  ...ARRAY_TARGETS,
  ...AUDIO_TARGETS,
  HDF5_TARGET,
];
