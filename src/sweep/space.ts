/**
 * What a sweep chooses from. Each setting has a place between 0 and 1 for each of its values, so that random draws
 * and optimisers need to know nothing else of it.
 */
import { z } from 'zod';
import { parsePath } from '../config/merge.ts';
import type { Json } from '../core/json.ts';
import { exp, log } from '../core/math.ts';
import type { Infer } from '../core/schema.ts';

export const valueSchema: z.ZodType<Json> = z.json();

/** `training.learningRate` */
export const pathSchema = z.string().refine((text) => parsePath(text) !== null);

export const parameterSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('values'), path: pathSchema, values: z.array(valueSchema).min(1) }),
  z.object({
    kind: z.literal('range'),
    path: pathSchema,
    from: z.number(),
    to: z.number(),
    scale: z.enum(['linear', 'log']),
    whole: z.boolean(),
    /** Of a grid; null for none. */
    points: z.int().min(2).nullable(),
  }),
]);
/** A setting that a sweep chooses, and what from. */
export type Parameter = Infer<typeof parameterSchema>;
type Range = Extract<Parameter, { kind: 'range' }>;

/** A value of a setting. */
export type Value = Json;
/** What a trial sets, by path, in the order of the file. */
export type Assignment = Readonly<Record<string, Value>>;

/** Digits in which the values of a range differ: more would suggest that they matter. */
const DIGITS = 4;

/** A narrow range far from 0 needs more digits to have different values. */
function rounded(value: number, { from, to }: Range): number {
  const size = Math.max(Math.abs(from), Math.abs(to));
  const digits = DIGITS + Math.floor(log(size / (to - from)) / log(10));
  return Number(value.toPrecision(Math.min(17, Math.max(DIGITS, digits))));
}

function valueOfRange(range: Range, place: number): number {
  const { from, to, scale, whole } = range;
  if (whole) {
    // Each whole number has an equal part of the scale, also the first and the last.
    const [low, high] = [from - 0.5, to + 0.5];
    const value = scale === 'log' ? low * exp(place * log(high / low)) : low + place * (high - low);
    return Math.min(to, Math.max(from, Math.round(value)));
  }
  const value = scale === 'log' ? from * exp(place * log(to / from)) : from + place * (to - from);
  return Math.min(to, Math.max(from, rounded(value, range)));
}

/** The value at a place, from 0 to 1. */
export function valueAtPlace(parameter: Parameter, place: number): Value {
  if (parameter.kind === 'range') return valueOfRange(parameter, place);
  const { values } = parameter;
  return values[Math.min(values.length - 1, Math.floor(place * values.length))]!;
}

/** The middle of what a value takes of the places from 0 to 1. */
export function placeOf(parameter: Parameter, value: Value): number {
  if (parameter.kind === 'values') {
    const key = JSON.stringify(value);
    const index = parameter.values.findIndex((each) => JSON.stringify(each) === key);
    return (index + 0.5) / parameter.values.length;
  }
  const { from, to, scale, whole } = parameter;
  const [low, high] = whole ? [from - 0.5, to + 0.5] : [from, to];
  const number = value as number;
  return scale === 'log' ? log(number / low) / log(high / low) : (number - low) / (high - low);
}

/** The values that a grid takes, each once. */
export function gridValues(parameter: Parameter): readonly Value[] {
  if (parameter.kind === 'values') return parameter.values;
  const { from, to, scale, whole, points } = parameter;
  const values = Array.from({ length: points! }, (_, k) => {
    // Both ends are values.
    if (k === 0) return from;
    if (k === points! - 1) return to;
    const place = k / (points! - 1);
    const value = scale === 'log' ? from * exp(place * log(to / from)) : from + place * (to - from);
    return whole ? Math.round(value) : rounded(value, parameter);
  });
  return [...new Set(values)];
}

/** How many combinations there are; infinite with a range of other than whole numbers. */
export const combinations = (parameters: readonly Parameter[]): number =>
  parameters.reduce((product, parameter) => product * valuesOf(parameter), 1);

function valuesOf(parameter: Parameter): number {
  if (parameter.kind === 'values') return parameter.values.length;
  return parameter.whole ? parameter.to - parameter.from + 1 : Number.POSITIVE_INFINITY;
}
