/**
 * Turns what is wrong with a configuration into one message a person can act on: the key, the value,
 * what is allowed, and for a misspelt key the one that was probably meant.
 */
import type { z } from 'zod';
import { MotifsmithError } from '../core/errors.ts';
import { configJsonSchema, type JsonSchema } from './json-schema.ts';
import { type ConfigLayer, formatPath, type KeyPath, valueAt } from './merge.ts';

/** The schema that messages speak of, and where its reader finds more. */
export interface SchemaGuide {
  readonly schema: () => JsonSchema;
  /** Names what shows or explains every key, as a sentence without its verb. */
  readonly explained: string;
  /** What to do about a key that is missing. */
  readonly missing: (key: string) => string;
}

const CONFIG_GUIDE: SchemaGuide = {
  schema: configJsonSchema,
  explained: '`motifsmith config`',
  missing: (key) => (key === 'data.path' ? 'Give --data PATH.' : `Give --set ${key}=…`),
};

/**
 * The part of the schema that describes a key. On the way, the variant of a section (such as `data`)
 * is chosen by what the configuration says it is, and a section that may be null is taken as one.
 */
export function schemaAt(
  path: KeyPath,
  config: unknown,
  guide: SchemaGuide = CONFIG_GUIDE,
): JsonSchema | null {
  let node: JsonSchema | null = guide.schema();
  for (const [depth, part] of path.entries()) {
    const section: JsonSchema | null = node && chosen(node, path.slice(0, depth), config);
    node =
      (typeof part === 'number'
        ? (section?.prefixItems?.[part] ?? section?.items)
        : (section?.properties?.[part] ?? (section?.additionalProperties || null))) ?? null;
  }
  return node;
}

/** As `schemaAt`, with the variant chosen if it is a section itself. */
function sectionAt(path: KeyPath, config: unknown, guide: SchemaGuide): JsonSchema | null {
  const node = schemaAt(path, config, guide);
  return node && (chosen(node, path, config) ?? node);
}

/** The variant of a section that the configuration chooses, or null if it chooses none. */
function chosen(node: JsonSchema, path: KeyPath, config: unknown): JsonSchema | null {
  if (node.anyOf) return node.anyOf.find(({ properties }) => properties) ?? null;
  if (!node.oneOf) return node;
  const fits = (variant: JsonSchema): boolean =>
    Object.entries(variant.properties ?? {}).every(
      ([key, { const: expected, default: usual }]) =>
        expected === undefined || (valueAt(config, [...path, key]) ?? usual) === expected,
    );
  return node.oneOf.find(fits) ?? null;
}

/** Values that a key may have, in words: `a whole number from 1 to 1000 (ms)`. */
export function describeAllowed(node: JsonSchema): string {
  return node.unit === undefined ? kindOf(node) : `${kindOf(node)} (${node.unit})`;
}

function kindOf(node: JsonSchema): string {
  if (node.anyOf) return node.anyOf.map(kindOf).join(' or ');
  if (node.enum) return `one of ${node.enum.join(', ')}`;
  if (node.const !== undefined) return String(node.const);
  switch (node.type) {
    case 'integer':
      return `a whole number${range(node)}`;
    case 'number':
      return `a number${range(node)}`;
    case 'boolean':
      return 'true or false';
    case 'string':
      return 'a text';
    case 'null':
      return 'null';
    case 'array':
      if (node.prefixItems)
        return `a list of ${node.prefixItems.length}, each ${kindOf(node.prefixItems[0]!)}`;
      return `a list${node.minItems ? ' that is not empty' : ''}, each ${node.items ? kindOf(node.items) : 'anything'}`;
    default:
      if (!node.properties) return 'a section';
      return `a section with ${Object.keys(node.properties).join(', ')}`;
  }
}

function range({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): string {
  const bounded = (bound: number | undefined) =>
    bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER ? bound : undefined;
  const low = bounded(minimum);
  const high = bounded(maximum);
  if (low !== undefined && high !== undefined) return ` from ${low} to ${high}`;
  const parts: string[] = [];
  if (low !== undefined) parts.push(`at least ${low}`);
  if (exclusiveMinimum !== undefined) parts.push(`above ${exclusiveMinimum}`);
  if (high !== undefined) parts.push(`at most ${high}`);
  if (exclusiveMaximum !== undefined) parts.push(`below ${exclusiveMaximum}`);
  return parts.length === 0 ? '' : ` ${parts.join(' and ')}`;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, replaced);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, rows[i - 2]![j - 2]! + 1);
      }
      row.push(best);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}

/** The known word nearest to a misspelt one, or null if none is near. */
export function nearestWord(word: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** All keys of the schema, for a key that stands in the wrong section. */
function placesOf(key: string, node: JsonSchema, path = ''): string[] {
  const variants = node.oneOf ?? node.anyOf ?? [node];
  return variants.flatMap((variant) =>
    Object.entries(variant.properties ?? {}).flatMap(([name, child]) => {
      const full = path === '' ? name : `${path}.${name}`;
      return [...(name === key ? [full] : []), ...placesOf(key, child, full)];
    }),
  );
}

/** Names the layer that gave a value: the last one that has the key. */
function originOf(path: KeyPath, layers: readonly ConfigLayer[]): string {
  for (let depth = path.length; depth > 0; depth--) {
    const layer = layers.findLast(
      ({ value }) => valueAt(value, path.slice(0, depth)) !== undefined,
    );
    if (layer) return layer.name;
  }
  return layers.at(-1)?.name ?? 'configuration';
}

const show = (value: unknown): string => {
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
};

/** The error for a value of a key that is not allowed. */
export function valueProblem(
  path: KeyPath,
  value: unknown,
  allowed: string,
  layers: readonly ConfigLayer[],
  remedy?: string,
  guide: SchemaGuide = CONFIG_GUIDE,
): MotifsmithError {
  const key = formatPath(path);
  return new MotifsmithError('usage', `${key} is ${show(value)}; allowed: ${allowed}.`, {
    where: `${key}, from ${originOf(path, layers)}`,
    remedy: remedy ?? `Correct ${key}; ${guide.explained} explains every setting.`,
  });
}

/** The error for the first of a schema's complaints. */
export function schemaProblem(
  issues: readonly z.core.$ZodIssue[],
  config: unknown,
  layers: readonly ConfigLayer[],
  guide: SchemaGuide = CONFIG_GUIDE,
): MotifsmithError {
  const issue = issues[0]!;
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  if (issue.code === 'unrecognized_keys')
    return unknownKey([...path, issue.keys[0]!], config, layers, guide);
  const value = valueAt(config, path);
  const key = formatPath(path);
  const variants = schemaAt(path.slice(0, -1), config, guide)?.oneOf;
  if (variants && issue.code === 'invalid_union') {
    const options = variants.map(({ properties }) => String(properties?.[path.at(-1)!]?.const));
    const allowed = `one of ${options.join(', ')}`;
    return valueProblem(path, value ?? null, allowed, layers, undefined, guide);
  }
  const node = schemaAt(path, config, guide);
  const allowed = node === null ? issue.message : describeAllowed(node);
  if (value === undefined) {
    return new MotifsmithError('usage', `${key} is missing; it must be ${allowed}.`, {
      where: key,
      remedy: guide.missing(key),
    });
  }
  const note = issue.code === 'custom' ? `, ${issue.message}` : '';
  return valueProblem(path, value, `${allowed}${note}`, layers, undefined, guide);
}

function unknownKey(
  path: KeyPath,
  config: unknown,
  layers: readonly ConfigLayer[],
  guide: SchemaGuide,
): MotifsmithError {
  const section = path.slice(0, -1);
  const key = String(path.at(-1));
  const known = Object.keys(sectionAt(section, config, guide)?.properties ?? {});
  const near = nearestWord(key, known);
  const elsewhere = placesOf(key, guide.schema());
  const where = `${formatPath(path)}, from ${originOf(path, layers)}`;
  const at = section.length === 0 ? 'at the top' : `in ${formatPath(section)}`;
  const allowed = `allowed ${at}: ${known.join(', ')}`;
  const remedy =
    near !== null
      ? `Did you mean ${formatPath([...section, near])}?`
      : elsewhere.length > 0
        ? `Did you mean ${elsewhere.join(' or ')}?`
        : `Remove it; ${guide.explained} shows every setting.`;
  const value = show(valueAt(config, path));
  return new MotifsmithError(
    'usage',
    `Unknown key ${formatPath(path)} (value ${value}); ${allowed}.`,
    { where, remedy },
  );
}
