/** What a configuration started from, to say what it changed. */
import { MotifsmithError } from '../core/errors.ts';
import { checkConfig } from './load.ts';
import { mergeConfigs } from './merge.ts';
import { preset } from './presets/presets.ts';
import type { ExperimentConfig } from './schema.ts';

export interface BaseConfig {
  /** Of the preset; null for the defaults. */
  readonly preset: string | null;
  readonly config: ExperimentConfig;
}

/**
 * The preset that a run is named after, or else the defaults, with the data of the run.
 * @param name of the run
 */
export function baseConfig(name: string, config: ExperimentConfig): BaseConfig {
  const found = preset(name);
  const path = 'path' in config.data ? { data: { path: config.data.path } } : {};
  const bases = [
    ...(found === null ? [] : [{ preset: name, raw: mergeConfigs(found, path) }]),
    { preset: null, raw: { data: config.data } },
  ];
  for (const { preset: base, raw } of bases) {
    try {
      return { preset: base, config: checkConfig(raw, []) };
    } catch (error) {
      // A run that was given other data: its preset cannot be completed by them.
      if (!(error instanceof MotifsmithError)) throw error;
    }
  }
  return { preset: null, config };
}
