/**
 * What a setting may be, and how messages, help and forms say so. It is read from JSON Schema, which
 * every declared setting has, and needs no schema library: the runtime uses it too.
 */

/** The limits of a number. */
export interface NumberRange {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

/** The part of JSON Schema that settings use. */
export interface JsonSchema extends NumberRange {
  readonly type?: string;
  readonly description?: string;
  readonly unit?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
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

/** A number that is declared as plain data, because code that does without zod checks it too. */
export interface PlainNumber extends JsonSchema {
  readonly type: 'number';
  readonly description: string;
  readonly default: number;
}

/** Whether a finite number is in the range. */
export function isInRange(
  value: number,
  { minimum, maximum, exclusiveMinimum, exclusiveMaximum }: NumberRange,
): boolean {
  return (
    Number.isFinite(value) &&
    (minimum === undefined || value >= minimum) &&
    (maximum === undefined || value <= maximum) &&
    (exclusiveMinimum === undefined || value > exclusiveMinimum) &&
    (exclusiveMaximum === undefined || value < exclusiveMaximum)
  );
}

/** The range in words that follow "a number": `from 0 to 1`, `of at least 0 and below 1`. */
export function describeRange({
  minimum,
  maximum,
  exclusiveMinimum,
  exclusiveMaximum,
}: NumberRange): string {
  // JSON Schema gives integers the limits of exact arithmetic, which say nothing to a person.
  const shown = (limit: number | undefined) =>
    limit !== undefined && Math.abs(limit) < Number.MAX_SAFE_INTEGER ? limit : undefined;
  const low = shown(minimum);
  const high = shown(maximum);
  if (low !== undefined && high !== undefined) return `from ${low} to ${high}`;
  const parts: string[] = [];
  if (low !== undefined) parts.push(`of at least ${low}`);
  if (exclusiveMinimum !== undefined) parts.push(`above ${exclusiveMinimum}`);
  if (high !== undefined) parts.push(`${parts.length === 0 ? 'of ' : ''}at most ${high}`);
  if (exclusiveMaximum !== undefined) parts.push(`below ${exclusiveMaximum}`);
  return parts.join(' and ');
}

/** Values that a setting may have, in words: `a whole number from 1 to 1000 (ms)`. */
export function describeAllowed(node: JsonSchema): string {
  return node.unit === undefined ? describeKind(node) : `${describeKind(node)} (${node.unit})`;
}

/** As `describeAllowed`, without the unit. */
export function describeKind(node: JsonSchema): string {
  if (node.anyOf) return node.anyOf.map(describeKind).join(' or ');
  if (node.enum) return `one of ${node.enum.join(', ')}`;
  if (node.const !== undefined) return String(node.const);
  switch (node.type) {
    case 'integer':
      return `a whole number ${describeRange(node)}`.trimEnd();
    case 'number':
      return `a number ${describeRange(node)}`.trimEnd();
    case 'boolean':
      return 'true or false';
    case 'string':
      return node.minLength ? 'non-empty text' : 'text';
    case 'null':
      return 'null';
    case 'array':
      return listOf(node);
    default:
      if (!node.properties) return 'a section';
      return `a section with ${Object.keys(node.properties).join(', ')}`;
  }
}

function listOf({ prefixItems, items, minItems }: JsonSchema): string {
  if (prefixItems)
    return `a list of ${prefixItems.length}, each item ${describeKind(prefixItems[0]!)}`;
  const list = minItems ? 'a non-empty list' : 'a list';
  return items ? `${list}, each item ${describeKind(items)}` : list;
}
