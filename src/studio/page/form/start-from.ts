/** What the form of a new run begins with if it is to be like another run. */
import { methodOfRun } from '../../../view/method-names.ts';
import type { RunSettings } from '../../api/record.ts';
import type { RunSummary } from '../../api/runs.ts';
import { MOST_SEEDS, type StartRequest } from '../../api/start.ts';
import { changedValues, presetValues, settingRows } from './changes.ts';
import type { Offer } from './offer.ts';
import { filled, type Values } from './schema.ts';

export interface Model {
  readonly id: string;
  readonly record: RunSettings;
}

interface Settings {
  readonly preset: string;
  /** In which they differ from the preset. */
  readonly changes: Values;
  /** Null if it is of none that can be started by name. */
  readonly method: string | null;
  readonly seed: string;
  /** Of a group, whose seeds follow each other; 1 otherwise. */
  readonly seedCount: number;
  readonly values: Values;
}

export function startFrom({ record }: Model, offer: Offer): Settings {
  const first = offer.presets[0];
  const { task, config } = record;
  // A run that was made from a file has no preset: all of its settings are changes of the first one.
  const known = presetValues(record.name, offer);
  const base = known ?? filled(offer.schema, first?.config ?? {});
  const method =
    task.command === 'search'
      ? 'search'
      : typeof task.architecture === 'string'
        ? task.architecture
        : 'file';
  return {
    preset: known ? record.name : (first?.name ?? ''),
    changes: changedValues(settingRows(config, base)),
    method: methodOfRun({ method, strategy: config.search.strategy }),
    seed: String(record.kind === 'run' ? record.seed : (config.seeds[0] ?? 1)),
    seedCount: record.kind === 'group' ? consecutive(config.seeds) : 1,
    values: config as unknown as Values,
  };
}

/** How many seeds there are, if each is the next one. */
function consecutive(seeds: readonly number[]): number {
  const whole = seeds.every((seed, k) => seed === seeds[0]! + k);
  return whole ? Math.min(MOST_SEEDS, Math.max(1, seeds.length)) : 1;
}

/** Another run like one of a single seed, alone, with a seed of its own. */
export function againWith(
  seed: number,
  { record }: { readonly record: Extract<RunSettings, { readonly kind: 'run' }> },
  offer: Offer,
): StartRequest {
  const { task, method, name, config } = record;
  const known = presetValues(name, offer);
  const { output: _, seeds: __, ...settings } = config;
  const changes = known === null ? settings : changedValues(settingRows(config, known));
  const preset = known === null ? {} : { preset: name };
  // What it was compared with is not what is asked for.
  const whole = { ...preset, ...changes, compare: [] };
  // Files may be called what a folder that is made here may not.
  const called = known === null && /^[a-z0-9][a-z0-9-]{0,63}$/.test(name) ? { name } : {};
  const common = { ...called, config: whole, seed };
  if (method === 'search') return { ...common, command: 'search' };
  const given = method === 'file' && task.command === 'train' ? task.architecture : method;
  return { ...common, command: 'train', architecture: given as string };
}

/** The next seed that no run of this name and method has. */
export function freeSeed(
  own: number,
  like: Pick<RunSummary, 'name' | 'method'>,
  runs: readonly RunSummary[],
): number {
  const taken = new Set(
    runs
      .filter(({ name, method }) => name === like.name && method === like.method)
      .map(({ seed }) => seed),
  );
  let seed = own + 1;
  while (taken.has(seed)) seed += 1;
  return seed;
}
