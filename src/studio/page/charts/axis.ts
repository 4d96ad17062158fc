/** What runs and trials can be placed by along an axis: figures, and values that have names. */
import { evenTicks, padded } from '../../../view/ticks.ts';

export interface Axis<Item> {
  readonly key: string;
  /** What there is room for. */
  readonly label: string;
  readonly name: string;
  /** From 0 to 1; null where the item has no value. */
  place(item: Item): number | null;
  /** The value of an item. */
  text(item: Item): string;
  /** The value at a place. */
  textAt(place: number): string;
  /** What a table sorts by; null comes last. */
  order(item: Item): number | string | null;
  readonly ticks: readonly { readonly place: number; readonly text: string }[];
}

/** Names that an axis has room for. */
const MOST_NAMES = 8;
const MOST_TICKS = 5;

interface Named<Item> {
  readonly key: string;
  readonly name: string;
  readonly label?: string;
  readonly value: (item: Item) => number | null;
  readonly format: (value: number) => string;
}

/** @param isLog only where all values are above 0 */
export function figureAxis<Item>(
  items: readonly Item[],
  { key, name, label = name, value, format }: Named<Item>,
  isLog = false,
): Axis<Item> {
  const known = items.flatMap((item) => value(item) ?? []);
  const scaled = (number: number) => (isLog ? Math.log10(number) : number);
  const range = isLog ? logarithmic(known) : known.length === 0 ? [0, 1] : padded(known);
  const [low, high] = [range[0]!, range[1]!];
  const at = (part: number) => low + part * (high - low);
  const textAt = (part: number) => format(isLog ? 10 ** at(part) : at(part));
  const places = isLog
    ? [0, 0.5, 1]
    : evenTicks(low, high, MOST_TICKS).map((tick) => (tick - low) / (high - low));
  return {
    ...{ key, label, name, order: value, textAt },
    place: (item) => {
      const found = value(item);
      return found === null ? null : (scaled(found) - low) / (high - low);
    },
    text: (item) => format(value(item) ?? Number.NaN),
    ticks: places.map((place) => ({ place, text: textAt(place) })),
  };
}

/** With room at both ends; at least a factor of two, so that what hardly differs is not drawn far apart. */
function logarithmic(values: readonly number[]): [number, number] {
  if (values.length === 0) return [0, 1];
  const [low, high] = [Math.log10(Math.min(...values)), Math.log10(Math.max(...values))];
  const room = Math.max(0.05 * (high - low), (Math.log10(2) - (high - low)) / 2);
  return [low - room, high + room];
}

/** @param names of the values, in order */
export function namedAxis<Item>(
  names: readonly string[],
  axis: Pick<Axis<Item>, 'key' | 'label' | 'name' | 'order'> & {
    readonly value: (item: Item) => string | null;
  },
): Axis<Item> {
  const { key, label, name, order, value } = axis;
  const last = Math.max(1, names.length - 1);
  const ticks = names.map((text, k) => ({ place: k / last, text }));
  return {
    ...{ key, label, name, order },
    place: (item) => {
      const found = value(item);
      return found === null ? null : names.indexOf(found) / last;
    },
    text: (item) => value(item) ?? '',
    textAt: (part) => names[Math.round(part * last)] ?? names.at(-1)!,
    ticks: ticks.length > MOST_NAMES ? [ticks[0]!, ticks.at(-1)!] : ticks,
  };
}
