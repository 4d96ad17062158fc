/** What a form needs from a JSON Schema: which kind of field a value has, and what is wrong with a value. */
import { isRecord } from '../../../core/json.ts';
import { describeKind, isInRange, type JsonSchema } from '../../../core/settings/allowed.ts';
import { variantsOf } from '../../../core/settings/variants.ts';

export type { JsonSchema };

export type Values = Readonly<Record<string, unknown>>;

/** The kind of field that shows a value. */
export type FieldKind =
  | 'group'
  | 'variants'
  | 'choice'
  | 'switch'
  | 'number'
  | 'text'
  | 'list'
  | 'choices'
  | 'items'
  | 'named numbers'
  | 'optional group';

/** The part of `X or null` that is not null. */
export function withoutNull(schema: JsonSchema): { inner: JsonSchema; nullable: boolean } {
  const others = schema.anyOf?.filter(({ type }) => type !== 'null') ?? [];
  if (schema.anyOf && others.length === schema.anyOf.length - 1 && others.length === 1) {
    return { inner: others[0]!, nullable: true };
  }
  return { inner: schema, nullable: false };
}

/** Values of a list of constants, or null. */
export function constants(schema: JsonSchema): readonly unknown[] | null {
  if (schema.enum) return schema.enum;
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (!alternatives || alternatives.length === 0) return null;
  const all = alternatives.map((one) => one.const);
  return all.every((one) => one !== undefined) ? all : null;
}

export function fieldKind(schema: JsonSchema): FieldKind {
  const { inner, nullable } = withoutNull(schema);
  if (constants(inner)) return 'choice';
  if (inner.oneOf) return 'variants';
  if (inner.type === 'object') {
    if (!inner.properties) return 'named numbers';
    return nullable ? 'optional group' : 'group';
  }
  if (inner.type === 'boolean') return 'switch';
  if (inner.type === 'array') {
    if (inner.items?.type === 'object') return 'items';
    return inner.items?.enum ? 'choices' : 'list';
  }
  return inner.type === 'integer' || inner.type === 'number' ? 'number' : 'text';
}

/** The default of a schema; undefined where a value must be given. */
export function defaultOf(schema: JsonSchema): unknown {
  if (schema.const !== undefined) return schema.const;
  const given = schema.default;
  if (schema.type === 'object' && schema.properties) {
    return filled(schema, given !== null && typeof given === 'object' ? (given as Values) : {});
  }
  return given;
}

/** A group's values, completed with the defaults of the schema. */
export function filled({ properties = {} }: JsonSchema, values: Values): Values {
  return Object.fromEntries(
    Object.entries(properties).map(([name, field]) => {
      const value = values[name];
      const nested = isRecord(value);
      const whole =
        value === undefined
          ? defaultOf(field)
          : nested && field.properties
            ? filled(field, value)
            : nested && field.oneOf
              ? filledVariant(field, value)
              : value;
      return [name, whole];
    }),
  );
}

/** The same for a section with variants, by the one that the values choose. */
function filledVariant(schema: JsonSchema, values: Values): Values {
  const found = variantsOf(schema);
  const own = found?.variants.find(({ value }) => value === values[found.key]);
  return own ? { ...values, ...filled(own.schema, values) } : values;
}

/** What is wrong with a number, or null. */
export function numberProblem(value: number, schema: JsonSchema): string | null {
  const fits = isInRange(value, schema) && (schema.type !== 'integer' || Number.isInteger(value));
  return fits ? null : `Give ${describeKind(schema)}.`;
}

export type Parsed =
  | { readonly value: unknown; readonly problem: null }
  | { readonly problem: string };

/** A field's text as a value. */
export function parseText(text: string, schema: JsonSchema): Parsed {
  const { inner, nullable } = withoutNull(schema);
  const trimmed = text.trim();
  if (trimmed === '' && nullable) return { value: null, problem: null };
  switch (fieldKind(schema)) {
    case 'number': {
      if (trimmed === '') return { problem: 'Give a number.' };
      const value = Number(trimmed);
      const problem = numberProblem(value, inner);
      return problem === null ? { value, problem } : { problem };
    }
    case 'list':
      return parseList(trimmed, inner);
    case 'named numbers':
      return parseNamed(trimmed);
    default:
      if (trimmed.length < (inner.minLength ?? 0)) return { problem: 'This must not be empty.' };
      return { value: trimmed, problem: null };
  }
}

function parseList(text: string, schema: JsonSchema): Parsed {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const { prefixItems } = schema;
  if (prefixItems && parts.length !== prefixItems.length) {
    return { problem: `Give ${prefixItems.length} values with a comma between them.` };
  }
  if (parts.length < (schema.minItems ?? 0)) return { problem: 'Give at least one value.' };
  const values: unknown[] = [];
  for (const [k, part] of parts.entries()) {
    const item = prefixItems?.[k] ?? schema.items;
    if (item?.type === 'string') values.push(part);
    else {
      const problem = numberProblem(Number(part), item ?? { type: 'number' });
      if (problem !== null) return { problem: `“${part}”: ${problem}` };
      values.push(Number(part));
    }
  }
  return { value: values, problem: null };
}

function parseNamed(text: string): Parsed {
  const pairs = text
    .split(',')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '');
  const entries = pairs.map((pair) => pair.split('=').map((part) => part.trim()));
  const bad = entries.find(
    ([name, value, ...rest]) =>
      !name || !value || rest.length > 0 || !Number.isFinite(Number(value)),
  );
  if (bad) return { problem: `“${bad.join('=')}”: write name=number, with commas between.` };
  return {
    value: Object.fromEntries(entries.map(([name, value]) => [name!, Number(value)])),
    problem: null,
  };
}

/** A value as the text of its field. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([name, one]) => `${name}=${one}`)
      .join(', ');
  }
  return String(value);
}
