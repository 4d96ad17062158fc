/** All readers that are fuzzed: a new one is added here and nowhere else. */
import { ARRAY_TARGETS } from './array-targets.ts';
import { AUDIO_TARGETS } from './audio-targets.ts';
import { CACHE_TARGET } from './cache-target.ts';
import { CAMERA_TARGETS } from './camera-targets.ts';
import { CONFIG_TARGETS } from './config-targets.ts';
import { CONFORMANCE_TARGET } from './conformance-target.ts';
import { CONTAINER_TARGETS } from './container-targets.ts';
import { FRAME_TARGETS } from './frame-targets.ts';
import { HDF5_TARGET } from './hdf5-target.ts';
import { NETWORK_TARGETS } from './network-targets.ts';
import { REPORT_TARGETS } from './report-targets.ts';
import { RUN_FILE_TARGETS } from './run-file-targets.ts';
import { SET_TARGETS } from './set-targets.ts';
import { STUDIO_TARGETS } from './studio-targets.ts';
import { SWEEP_TARGETS } from './sweep-targets.ts';
import type { FuzzTarget } from './target.ts';

export const FUZZ_TARGETS: readonly FuzzTarget[] = [
  ...CAMERA_TARGETS,
  ...FRAME_TARGETS,
  ...ARRAY_TARGETS,
  ...AUDIO_TARGETS,
  HDF5_TARGET,
  ...SET_TARGETS,
  CACHE_TARGET,
  ...CONTAINER_TARGETS,
  ...NETWORK_TARGETS,
  ...CONFIG_TARGETS,
  ...RUN_FILE_TARGETS,
  ...SWEEP_TARGETS,
  ...REPORT_TARGETS,
  CONFORMANCE_TARGET,
  ...STUDIO_TARGETS,
];
