/** Checks settings against their declaration, for configuration files and programs alike. */
import * as z from 'zod';
import { LIMITS } from '../limits.ts';
import { nearestWord } from '../nearest-word.ts';
import { describeAllowed, type JsonSchema } from './allowed.ts';
import { formatPath, type KeyPath, valueAt } from './key-path.ts';
import { type SettingProblem, settingError, showValue, valueProblem } from './problem.ts';
import { schemaAt, sectionAt } from './schema-at.ts';
import { variantsOf } from './variants.ts';

/** A schema as JSON Schema of what may be written, in which anything with a default is optional. */
export const jsonSchemaOf = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, { io: 'input' }) as JsonSchema;

/** Settings, complete with defaults, or what is wrong with them. */
export type ReadSettings<Schema extends z.ZodType> =
  | { readonly settings: z.output<Schema>; readonly problem: null }
  | { readonly settings: null; readonly problem: SettingProblem };

/**
 * For callers who know where the settings were written and say so in their own error.
 * @param section that the settings are, if they are part of others: goes before each setting's name
 */
export function readSettings<Schema extends z.ZodType>(
  schema: Schema,
  settings: unknown,
  section: KeyPath = [],
): ReadSettings<Schema> {
  const hidden = hiddenKey(settings, [], new Set());
  if (hidden !== null) {
    const problem = unknownKey(hidden, jsonSchemaOf(schema), settings, section);
    return { settings: null, problem };
  }
  const { data, error } = schema.safeParse(settings);
  if (error === undefined) return { settings: data as z.output<Schema>, problem: null };
  const problem = issueProblem(error.issues[0]!, jsonSchemaOf(schema), settings, section);
  return { settings: null, problem };
}

/**
 * Settings that a program passes.
 * @param section goes before each setting's name in messages, e.g. `search.weights`
 * @returns the settings, with defaults for those that are left out
 * @throws MotifsmithError (`usage`) naming the first setting that is not allowed, its value and range
 */
export function checkSettings<Schema extends z.ZodType>(
  schema: Schema,
  given: unknown,
  section: string,
): z.output<Schema> {
  const { settings, problem } = readSettings(schema, given, section.split('.'));
  if (problem !== null) throw settingError(problem);
  return settings;
}

/**
 * The first key `__proto__`. No setting has that name, but a section whose keys are names would drop it
 * without a word, and an assignment would change what the section inherits.
 */
function hiddenKey(value: unknown, path: KeyPath, seen: Set<unknown>): KeyPath | null {
  if (typeof value !== 'object' || value === null || seen.has(value)) return null;
  // No section is this deep, but what a program passes may be.
  if (path.length > LIMITS.settingsDepth) return null;
  if (Object.hasOwn(value, '__proto__')) return [...path, '__proto__'];
  seen.add(value);
  for (const [key, inner] of Object.entries(value)) {
    const found = hiddenKey(inner, [...path, Array.isArray(value) ? Number(key) : key], seen);
    if (found !== null) return found;
  }
  return null;
}

/** What a complaint of zod says about a setting. */
function issueProblem(
  issue: z.core.$ZodIssue,
  schema: JsonSchema,
  settings: unknown,
  section: KeyPath,
): SettingProblem {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    return unknownKey([...path, issue.keys[0]!], schema, settings, section);
  }
  const full = [...section, ...path];
  const value = valueAt(settings, path);
  const parent = schemaAt(schema, path.slice(0, -1), settings);
  const found = parent && variantsOf(parent);
  if (found && issue.code === 'invalid_union') {
    const options = found.variants.map(({ value: option }) => String(option));
    return valueProblem(full, value ?? null, `one of ${options.join(', ')}`);
  }
  const node = schemaAt(schema, path, settings);
  const allowed = node === null ? issue.message : describeAllowed(node);
  if (value === undefined) {
    const message = `${formatPath(full)} is missing; it must be ${allowed}.`;
    return { path: full, fault: 'missing', message, remedy: null };
  }
  const note = issue.code === 'custom' ? `, ${issue.message}` : '';
  return valueProblem(full, value, `${allowed}${note}`);
}

function unknownKey(
  path: KeyPath,
  schema: JsonSchema,
  settings: unknown,
  section: KeyPath,
): SettingProblem {
  const full = [...section, ...path];
  const parent = full.slice(0, -1);
  const key = String(path.at(-1));
  const known = Object.keys(sectionAt(schema, path.slice(0, -1), settings)?.properties ?? {});
  const near = nearestWord(key, known);
  const meant = near === null ? placesOf(key, schema, section) : [[...parent, near]];
  const at = parent.length === 0 ? 'at the top' : `in ${formatPath(parent)}`;
  const value = showValue(valueAt(settings, path));
  const allowed = known.length === 0 ? '' : `; allowed ${at}: ${known.join(', ')}`;
  // The same key of another variant, such as another data source, is no advice.
  const own = formatPath(full);
  const places = [...new Set(meant.map(formatPath))].filter((place) => place !== own);
  return {
    path: full,
    fault: 'unknown',
    message: `Unknown setting ${own} (value ${value})${allowed}.`,
    remedy: places.length === 0 ? null : `Did you mean ${places.join(' or ')}?`,
  };
}

/** Where a key is known, if it was written in the wrong section. */
function placesOf(key: string, node: JsonSchema, path: KeyPath): KeyPath[] {
  const variants = node.oneOf ?? node.anyOf ?? [node];
  return variants.flatMap((variant) =>
    Object.entries(variant.properties ?? {}).flatMap(([name, child]) => {
      const full = [...path, name];
      return [...(name === key ? [full] : []), ...placesOf(key, child, full)];
    }),
  );
}
