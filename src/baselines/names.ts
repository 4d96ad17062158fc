/** Networks of gated cells, without spikes. */
export const GATED_NAMES = ['rnn', 'lstm', 'gru', 'phased-lstm'] as const;
export type GatedName = (typeof GATED_NAMES)[number];

/** Systems that others have published, by the names that commands, settings and studies use. */
export const SYSTEM_NAMES = ['lsm', ...GATED_NAMES, 'hrsnn', 'elsm', 'st-rsbp'] as const;
export type SystemName = (typeof SYSTEM_NAMES)[number];

/** Those that are trained by one fit, not by epochs of gradient passes. */
const FITTED = ['lsm', 'hrsnn', 'elsm'] as const satisfies readonly SystemName[];
export type FittedSystem = (typeof FITTED)[number];

export const isFittedSystem = (name: unknown): name is FittedSystem =>
  (FITTED as readonly unknown[]).includes(name);

export const isSystemName = (name: string): name is SystemName =>
  (SYSTEM_NAMES as readonly string[]).includes(name);

export const isGatedName = (name: unknown): name is GatedName =>
  (GATED_NAMES as readonly unknown[]).includes(name);
