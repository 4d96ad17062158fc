/**
 * Configurations in layers: preset, file, options of the command line. A later layer replaces the
 * keys that it names and leaves the others; lists are replaced as a whole.
 */
import { MotifsmithError } from '../core/errors.ts';
import { isRecord } from '../core/json.ts';
import type { JsonSchema } from '../core/settings/allowed.ts';
import { formatPath, type KeyPath, valueAt } from '../core/settings/key-path.ts';
import { variantsOf } from '../core/settings/variants.ts';
import { configJsonSchema } from './json-schema.ts';
import { parseSettings } from './parse-settings.ts';

/** A part of a configuration as it was written, not yet checked. */
export type RawConfig = { readonly [key: string]: unknown };

/** A layer, and its name in messages. */
export interface ConfigLayer {
  readonly name: string;
  readonly value: RawConfig;
  /** Where in the file it stands, if not at the top: goes before each setting's name in messages. */
  readonly section?: string;
}

/** The settings that choose a variant of their section, such as `data.source`. */
function choicesIn(schema: JsonSchema, path: string): string[] {
  const found = variantsOf(schema);
  const sections = found ? found.variants.map((variant) => variant.schema) : [schema];
  const inner = sections.flatMap(({ properties = {} }) =>
    Object.entries(properties).flatMap(([name, child]) => choicesIn(child, `${path}${name}.`)),
  );
  return found ? [`${path}${found.key}`, ...inner] : inner;
}

let choices: ReadonlySet<string> | null = null;

function isChoice(path: KeyPath): boolean {
  choices ??= new Set(choicesIn(configJsonSchema(), ''));
  return choices.has(formatPath(path));
}

/**
 * Lays one configuration over another. Another choice, e.g. of `data.source`, replaces the whole
 * section: the settings of one source mean nothing to another.
 */
export function mergeConfigs(base: RawConfig, over: RawConfig): RawConfig {
  const merge = (below: RawConfig, above: RawConfig, path: KeyPath): RawConfig => {
    const chosen = Object.entries(above).find(([key]) => isChoice([...path, key]));
    if (chosen && chosen[1] !== below[chosen[0]]) return above;
    const result = new Map(Object.entries(below));
    for (const [key, value] of Object.entries(above)) {
      const old = result.get(key);
      const merged = isRecord(old) && isRecord(value) ? merge(old, value, [...path, key]) : value;
      result.set(key, merged);
    }
    // Unlike an assignment, this keeps the key `__proto__`, which the check refuses by name.
    return Object.fromEntries(result);
  };
  return merge(base, over, []);
}

const setSyntax = (text: string, problem: string): MotifsmithError =>
  new MotifsmithError('usage', `${problem} in --set ${text}.`, {
    where: `--set ${text}`,
    remedy: 'Write --set key.path=value, e.g. --set training.epochs=20.',
  });

/** `network.layers[0].neurons` or `network.layers.0.neurons` → parts; null if it is malformed. */
export function parsePath(text: string): (string | number)[] | null {
  const parts = text.replace(/\[(\d+)\]/g, '.$1').split('.');
  if (parts.some((part) => !/^[\w-]+$/.test(part))) return null;
  return parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/**
 * Applies one `--set path=value`, the value in YAML.
 * @throws MotifsmithError (`usage`) if it is malformed or leads through something that is not a section
 */
export function applySet(config: RawConfig, text: string): RawConfig {
  const at = text.indexOf('=');
  if (at < 1) throw setSyntax(text, 'There is no key and value');
  const path = parsePath(text.slice(0, at));
  if (path === null) throw setSyntax(text, 'The key is malformed');
  const value = parseSettings(text.slice(at + 1), 'value', `--set ${text}`);
  return putSetting(config, path, value, (problem) => setSyntax(text, problem));
}

/**
 * The configuration with one setting changed.
 * @param refusal makes the error if the path leads through something that is not a section
 */
export function putSetting(
  config: RawConfig,
  path: KeyPath,
  value: unknown,
  refusal: (problem: string) => MotifsmithError,
): RawConfig {
  const put = (current: unknown, depth: number): unknown => {
    if (depth === path.length) return value;
    const part = path[depth]!;
    if (typeof part === 'number') {
      if (!Array.isArray(current) || part >= current.length) {
        throw refusal(`There is no ${formatPath(path.slice(0, depth + 1))}`);
      }
      return current.map((item, k) => (k === part ? put(item, depth + 1) : item));
    }
    if (current !== undefined && !isRecord(current)) {
      throw refusal(`${formatPath(path.slice(0, depth))} has no keys`);
    }
    return { ...current, [part]: put(valueAt(current, [part]), depth + 1) };
  };
  if (!isChoice(path)) return put(config, 0) as RawConfig;
  const choice = path.reduceRight<unknown>((inner, part) => ({ [part]: inner }), value);
  return mergeConfigs(config, choice as RawConfig);
}
