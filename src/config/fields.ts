/**
 * The kinds of settings, each with its range. A setting's description, unit, range and default stand
 * once, in the schema; types, help, JSON Schema and error messages are all read from there.
 */
import { z } from 'zod';

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

/** Whole, at least `least`. */
export const whole = (least: number, most?: number) =>
  most === undefined ? z.int().min(least) : z.int().min(least).max(most);

/** Finite and above 0. */
export const positive = () => z.number().gt(0);

/** 0 ≤ x < 1. */
export const fraction = () => z.number().min(0).lt(1);

/** A positive limit, or null for none. */
export const limit = () => positive().nullable();
