/** Sections that exist in several variants, distinguished by one of their settings. */
import type { JsonSchema } from './allowed.ts';

/** One variant of a section. */
export interface Variant {
  /** What chooses it. */
  readonly value: unknown;
  readonly schema: JsonSchema;
}

/** The setting that distinguishes the variants of a section, and the variants; null if there are none. */
export function variantsOf({
  oneOf = [],
}: JsonSchema): { readonly key: string; readonly variants: readonly Variant[] } | null {
  const constant = (variant: JsonSchema, name: string) => variant.properties?.[name]?.const;
  const key = Object.keys(oneOf[0]?.properties ?? {}).find((name) =>
    oneOf.every((variant) => constant(variant, name) !== undefined),
  );
  if (key === undefined) return null;
  return { key, variants: oneOf.map((schema) => ({ value: constant(schema, key), schema })) };
}
