/** Ready-made experiments by name. A preset is plain data: any part of a configuration. */
import type { RawConfig } from '../config/merge.ts';
import { demo } from './demo.ts';
import { ti46Alpha } from './ti46-alpha.ts';
import { ti46AlphaShort } from './ti46-alpha-short.ts';

const PRESETS: Readonly<Record<string, { readonly summary: string; readonly value: RawConfig }>> = {
  demo: {
    summary: 'MNIST digits seen by a simulated event camera; two seeds, a few minutes',
    value: demo,
  },
  'ti46-alpha': {
    summary: "spoken letters with the paper's numbers: 800 neurons, five seeds, hours",
    value: ti46Alpha,
  },
  'ti46-alpha-short': {
    summary: 'spoken letters in steps of 4 ms, fewer epochs, one seed, under 40 minutes',
    value: ti46AlphaShort,
  },
};

export const PRESET_NAMES: readonly string[] = Object.keys(PRESETS);

/** The settings of a preset, or null if there is none of that name. */
export function preset(name: string): RawConfig | null {
  return Object.hasOwn(PRESETS, name) ? PRESETS[name]!.value : null;
}

/** One line about a preset. */
export function presetSummary(name: string): string {
  return PRESETS[name]?.summary ?? '';
}
