/** Checks settings against their declaration, for configuration files and programs alike. */
import * as z from 'zod';
import { nearestWord } from '../nearest-word.ts';
import { describeAllowed, type JsonSchema } from './allowed.ts';
import type { Settings } from './declare.ts';
import { formatPath, type KeyPath, valueAt } from './key-path.ts';
import { type SettingProblem, settingError, showValue, valueProblem } from './problem.ts';
import { schemaAt, sectionAt } from './schema-at.ts';

/** A schema as JSON Schema of what may be written, where whatever has a default may be left out. */
export const jsonSchemaOf = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, { io: 'input' }) as JsonSchema;

/**
 * Settings that a program passes.
 * @param name of the section, which messages put before the name of a setting, e.g. `search.weights`
 * @returns the settings, with defaults for those that are left out
 * @throws MotifsmithError (`usage`) naming the first setting that is not allowed, its value and range
 */
export function checkSettings<Schema extends z.ZodType>(
  schema: Schema,
  settings: unknown,
  name: string,
): Settings<Schema> {
  const parsed = schema.safeParse(settings);
  if (parsed.success) return parsed.data as Settings<Schema>;
  const section = name.split('.');
  throw settingError(
    issueProblem(parsed.error.issues[0]!, jsonSchemaOf(schema), settings, section),
  );
}

/**
 * What a complaint of zod says about a setting.
 * @param schema of the settings
 * @param section that the settings are, if they are part of others
 */
export function issueProblem(
  issue: z.core.$ZodIssue,
  schema: JsonSchema,
  settings: unknown,
  section: KeyPath = [],
): SettingProblem {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    return unknownKey([...path, issue.keys[0]!], schema, settings, section);
  }
  const full = [...section, ...path];
  const value = valueAt(settings, path);
  const variants = schemaAt(schema, path.slice(0, -1), settings)?.oneOf;
  if (variants && issue.code === 'invalid_union') {
    const options = variants.map(({ properties }) => String(properties?.[path.at(-1)!]?.const));
    return valueProblem(full, value ?? null, `one of ${options.join(', ')}`);
  }
  const node = schemaAt(schema, path, settings);
  const allowed = node === null ? issue.message : describeAllowed(node);
  if (value === undefined) {
    const message = `${formatPath(full)} is missing; it must be ${allowed}.`;
    return { path: full, fault: 'missing', message, remedy: null };
  }
  return valueProblem(
    full,
    value,
    `${allowed}${issue.code === 'custom' ? `, ${issue.message}` : ''}`,
  );
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
  return {
    path: full,
    fault: 'unknown',
    message: `Unknown key ${formatPath(full)} (value ${value}); allowed ${at}: ${known.join(', ')}.`,
    remedy: meant.length === 0 ? null : `Did you mean ${meant.map(formatPath).join(' or ')}?`,
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
