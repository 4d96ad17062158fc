/** From what has been chosen to the settings of a run: those that the choices imply, and what was changed in them. */
import { isRecord } from '../../../core/json.ts';
import { RUN_KIND_NAMES, type RunKind } from '../../../view/run-kinds.ts';
import type { DataPlace, DataSuggestion } from '../../api/data.ts';
import type { StartRequest } from '../../api/start.ts';
import { placeName } from '../data/place.ts';
import type { Method } from './methods.ts';
import type { Offer } from './offer.ts';
import { filled, type JsonSchema, type Values } from './schema.ts';

/** A kind of run, the settings of another run, or those of a preset. */
export type Kind = RunKind | 'from' | `preset ${string}`;

export const isRunKind = (kind: string): kind is RunKind =>
  (RUN_KIND_NAMES as readonly string[]).includes(kind);

export const presetOf = (kind: Kind): string | null =>
  kind.startsWith('preset ') ? kind.slice('preset '.length) : null;

/** @param like whether there is a run whose settings can be taken, which then are the ones to begin with */
export function kindNamed(name: string | null, { presets }: Offer, like: boolean): Kind {
  const known = (kind: Kind) =>
    kind === 'from' ? like : isRunKind(kind) || presets.some((one) => one.name === presetOf(kind));
  if (name !== null && known(name as Kind)) return name as Kind;
  return like ? 'from' : 'quick';
}

/** Where the settings of a form begin. */
export interface Beginning {
  /** The preset that they are changes of; null if they are whole. */
  readonly preset: string | null;
  readonly config: Values;
}

/** Whoever says where the data come from says everything about them. */
const VARIANT_KEYS = ['source', 'kind'] as const;

/** Settings with others in their place; of another source or kind, sections are replaced as a whole. */
function merged(base: Values, changes: Values): Values {
  const other = VARIANT_KEYS.some(
    (key) => changes[key] !== undefined && base[key] !== undefined && changes[key] !== base[key],
  );
  if (other) return changes;
  const entries = Object.entries(changes).map(([key, value]) => {
    const before = base[key];
    return [key, isRecord(before) && isRecord(value) ? merged(before, value) : value];
  });
  return { ...base, ...Object.fromEntries(entries) };
}

/** The part of a configuration that says where the data are. */
const dataOf = (place: DataPlace): Values =>
  'path' in place
    ? { source: 'recordings', path: place.path }
    : place.task === 'mnist-saccade'
      ? { source: place.task }
      : { source: 'synthetic', task: place.task };

/** The data that a configuration names. */
export function placeIn(config: Values): DataPlace | null {
  const { data } = config;
  if (!isRecord(data)) return null;
  if (typeof data.path === 'string') return { path: data.path };
  if (typeof data.task === 'string') return { task: data.task };
  return data.source === 'mnist-saccade' ? { task: data.source } : null;
}

/**
 * @param from settings of another run as changes of a preset
 * @returns null while they are not known
 */
export function beginningOf(
  kind: Kind,
  place: DataPlace,
  {
    offer,
    suggestion,
    from,
  }: {
    readonly offer: Offer;
    readonly suggestion: DataSuggestion | null;
    readonly from: { readonly preset: string; readonly changes: Values } | null;
  },
): Beginning | null {
  const presetNamed = (name: string | null) => offer.presets.find((one) => one.name === name);
  if (kind === 'from') {
    const preset = from && presetNamed(from.preset);
    return preset ? on(place, { preset: preset.name, config: preset.config }, from.changes) : null;
  }
  if (isRunKind(kind)) return suggestion && { preset: null, config: suggestion.kinds[kind] };
  const preset = presetNamed(presetOf(kind));
  return preset ? on(place, { preset: preset.name, config: preset.config }, {}) : null;
}

/** Settings with these data: where they are of the same source, all else about them stays. */
function on(place: DataPlace, { preset, config }: Beginning, changes: Values): Beginning {
  const whole = merged(config, changes);
  const source = isRecord(whole.data) ? whole.data.source : undefined;
  const data = dataOf(place);
  // A set in one file may be read by either of two sources.
  const kept = 'path' in place && source === 'spike-npz' ? { path: place.path } : data;
  return { preset, config: merged(whole, { data: kept }) };
}

/** All settings, those of the schema's defaults included. */
export const valuesOf = (schema: JsonSchema, { config }: Beginning, changes: Values): Values =>
  filled(schema, merged(config, changes));

/** What is sent, to be estimated or started. */
export function requestFor(
  beginning: Beginning,
  {
    place,
    kind,
    method: { command, strategy, architecture },
    seed,
    seedCount,
    changes,
    offer,
  }: {
    readonly place: DataPlace;
    readonly kind: Kind;
    readonly method: Method;
    readonly seed: number;
    readonly seedCount: number;
    readonly changes: Values;
    readonly offer: Offer;
  },
): StartRequest {
  const chosen = merged(beginning.config, changes);
  const searched = isRecord(chosen.search) ? chosen.search : {};
  const config =
    strategy === null || (searched.strategy ?? 'hrmas') === strategy
      ? chosen
      : merged(chosen, { search: { strategy } });
  const preset = offer.presets.find(({ name }) => name === beginning.preset);
  return {
    ...(preset ? {} : { name: nameOf(place, kind) }),
    config: preset
      ? { preset: preset.name, ...(difference(config, preset.config) as Values) }
      : config,
    command,
    seed,
    ...(seedCount === 1 ? {} : { seedCount }),
    ...(architecture === null ? {} : { architecture }),
  };
}

/** What a configuration adds to a preset. */
function difference(config: Values, preset: Values): Values {
  const entries = Object.entries(config).flatMap(([key, value]): [string, unknown][] => {
    const before = preset[key];
    if (JSON.stringify(before) === JSON.stringify(value)) return [];
    if (!isRecord(before) || !isRecord(value)) return [[key, value]];
    const other = VARIANT_KEYS.some((name) => before[name] !== value[name]);
    const inner = other ? value : difference(value, before);
    return Object.keys(inner).length === 0 ? [] : [[key, inner]];
  });
  return Object.fromEntries(entries);
}

/** `my-recordings-quick`: what the folder of the run is called. */
function nameOf(place: DataPlace, kind: Kind): string {
  const plain = `${placeName(place)}-${kind}`
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(-60)
    .replace(/^-/, '');
  return plain || 'run';
}
