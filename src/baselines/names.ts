/** Systems that others have published, by the names that commands, settings and studies use. */
export const SYSTEM_NAMES = ['lsm', 'hrsnn', 'elsm'] as const;
export type SystemName = (typeof SYSTEM_NAMES)[number];

/** Those that are trained by one fit, not by epochs of gradient passes. */
const FITTED: readonly SystemName[] = ['lsm', 'hrsnn', 'elsm'];

export const isFittedSystem = (name: unknown): boolean =>
  (FITTED as readonly unknown[]).includes(name);

export const isSystemName = (name: string): name is SystemName =>
  (SYSTEM_NAMES as readonly string[]).includes(name);
