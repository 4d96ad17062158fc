/** The schema as JSON Schema: for editors, for forms, and for the ranges that messages name. */
import type { JsonSchema } from '../core/settings/allowed.ts';
import { jsonSchemaOf } from '../core/settings/check.ts';
import { experimentSchema } from './schema.ts';

let document: JsonSchema | null = null;

/** The schema of configuration files, as JSON Schema (draft 2020-12). */
export function configJsonSchema(): JsonSchema {
  document ??= jsonSchemaOf(experimentSchema);
  return document;
}
