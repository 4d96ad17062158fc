/**
 * How settings are declared: once, as a zod schema with a description, a unit, a range and a default,
 * in the room that uses them. Types, checks, help and JSON Schema follow from it.
 */
import * as z from 'zod';
import type { Infer } from '../schema.ts';
import type { PlainNumber } from './allowed.ts';

/** The settings that a schema describes, complete and read-only. */
export type Settings<Schema extends z.ZodType> = Infer<Schema>;

interface Explained {
  meta(meta: Record<string, unknown>): this;
}

/** Attaches what a person should know: one sentence, and the unit if there is one. */
export function explain<Field extends Explained>(
  field: Field,
  description: string,
  unit?: string,
): Field {
  return field.meta(unit === undefined ? { description } : { description, unit });
}

/** A whole number of at least `least` and, if given, at most `most`. */
export const whole = (least: number, most?: number) =>
  most === undefined ? z.int().min(least) : z.int().min(least).max(most);

/** A finite number above 0. */
export const positive = () => z.number().gt(0);

/** 0 ≤ x < 1. */
export const fraction = () => z.number().min(0).lt(1);

/** A positive limit, or null for none. */
export const limit = () => positive().nullable();

/** Whether no value of a list repeats. */
export const distinct = (values: readonly unknown[]): boolean =>
  new Set(values).size === values.length;

/** The field of a number that is declared as plain data. */
export function fieldOf(number: PlainNumber) {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = number;
  let field = z.number();
  if (minimum !== undefined) field = field.min(minimum);
  if (maximum !== undefined) field = field.max(maximum);
  if (exclusiveMinimum !== undefined) field = field.gt(exclusiveMinimum);
  if (exclusiveMaximum !== undefined) field = field.lt(exclusiveMaximum);
  return explain(field, number.description, number.unit).default(number.default);
}
