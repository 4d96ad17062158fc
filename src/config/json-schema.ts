/** The schema as JSON Schema: for editors, for forms, and for the ranges that messages name. */
import { z } from 'zod';
import { experimentSchema } from './schema.ts';

let document: JsonSchema | null = null;

/** A node of a JSON Schema, as far as it is read here. */
export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly unit?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minItems?: number;
  readonly minLength?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  /** Of a section whose keys are names. */
  readonly additionalProperties?: JsonSchema | false;
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

/** The schema of configuration files, as JSON Schema (draft 2020-12). */
export function configJsonSchema(): JsonSchema {
  document ??= z.toJSONSchema(experimentSchema, { io: 'input' }) as JsonSchema;
  return document;
}
