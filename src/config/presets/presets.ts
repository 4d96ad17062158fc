/** Ready-made experiments by name. A preset is plain data: any part of a configuration. */
import type { RawConfig } from '../merge.ts';
import { demo } from './demo.ts';
import { dvsGesture } from './dvs-gesture.ts';
import { fsdd } from './fsdd.ts';
import { nTidigits } from './n-tidigits.ts';
import { nmnist } from './nmnist.ts';
import { nmnistShort } from './nmnist-short.ts';
import { shd } from './shd.ts';
import { ti46Alpha } from './ti46-alpha.ts';
import { ti46AlphaIntegrator } from './ti46-alpha-integrator.ts';
import { ti46AlphaShort } from './ti46-alpha-short.ts';

const PRESETS: Readonly<Record<string, { readonly summary: string; readonly value: RawConfig }>> = {
  demo: {
    summary: 'MNIST digits seen by a simulated event camera; two seeds, a few minutes',
    value: demo,
  },
  nmnist: {
    summary: "N-MNIST with the paper's numbers: 512 neurons, five seeds, days",
    value: nmnist,
  },
  'nmnist-short': {
    summary: 'any part of N-MNIST in steps of 5 ms, a fifth held out, one seed, minutes',
    value: nmnistShort,
  },
  'dvs-gesture': {
    summary: "gestures, pooled 4 × 4, with the paper's numbers: 512 neurons, five seeds, days",
    value: dvsGesture,
  },
  'n-tidigits': {
    summary: "spoken digits from a silicon cochlea with the paper's numbers: 400 neurons, hours",
    value: nTidigits,
  },
  fsdd: {
    summary: "spoken digits from sound, through Lyon's ear, one seed, under half an hour",
    value: fsdd,
  },
  shd: {
    summary: 'spoken digits from a simulated cochlea, 256 neurons, one seed',
    value: shd,
  },
  'ti46-alpha': {
    summary: "spoken letters with the paper's numbers: 800 neurons, five seeds, hours",
    value: ti46Alpha,
  },
  'ti46-alpha-short': {
    summary: 'spoken letters in steps of 2 ms, fewer epochs, one seed, a quarter of an hour',
    value: ti46AlphaShort,
  },
  'ti46-alpha-integrator': {
    summary: 'spoken letters in steps of 4 ms, outputs that integrate, one seed, minutes',
    value: ti46AlphaIntegrator,
  },
};

/** Names of the configurations that come with the package. */
export const PRESET_NAMES: readonly string[] = Object.keys(PRESETS);

/** The settings of a preset, or null if there is none of that name. */
export function preset(name: string): RawConfig | null {
  return Object.hasOwn(PRESETS, name) ? PRESETS[name]!.value : null;
}

/** One line about a preset. */
export function presetSummary(name: string): string {
  return PRESETS[name]?.summary ?? '';
}
