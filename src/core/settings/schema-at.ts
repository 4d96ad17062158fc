/** Finds the part of a JSON Schema that describes a setting. */
import type { JsonSchema } from './allowed.ts';
import { type KeyPath, valueAt } from './key-path.ts';
import { type Variant, variantsOf } from './variants.ts';

/**
 * The part of the schema that describes a key. On the way, the variant of a section (such as `data`)
 * is the one that the settings choose, and a section that may be null is taken as one.
 */
export function schemaAt(schema: JsonSchema, path: KeyPath, settings: unknown): JsonSchema | null {
  let node: JsonSchema | null = schema;
  for (const [depth, part] of path.entries()) {
    const section: JsonSchema | null = node && chosen(node, path.slice(0, depth), settings);
    node =
      (typeof part === 'number'
        ? (section?.prefixItems?.[part] ?? section?.items)
        : (property(section, part) ?? (section?.additionalProperties || null))) ?? null;
  }
  return node;
}

/** Not what every object inherits, such as `constructor`. */
function property(section: JsonSchema | null, name: string): JsonSchema | undefined {
  const { properties = {} } = section ?? {};
  return Object.hasOwn(properties, name) ? properties[name] : undefined;
}

/** As `schemaAt`, with the variant chosen if it is a section itself. */
export function sectionAt(schema: JsonSchema, path: KeyPath, settings: unknown): JsonSchema | null {
  const node = schemaAt(schema, path, settings);
  return node && (chosen(node, path, settings) ?? node);
}

/** The variant of a section that the settings choose, or null if they choose none. */
function chosen(node: JsonSchema, path: KeyPath, settings: unknown): JsonSchema | null {
  if (node.anyOf) return node.anyOf.find(({ properties }) => properties) ?? null;
  const found = variantsOf(node);
  if (found === null) return node;
  const { key, variants } = found;
  const value = valueAt(settings, [...path, key]);
  const isChosen = ({ value: own, schema }: Variant) =>
    own === (value ?? schema.properties?.[key]?.default);
  return variants.find(isChosen)?.schema ?? null;
}
