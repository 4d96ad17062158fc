/** Damages JSON where its readers look: other types, other keys, other depths, other lengths. */
import type { Random } from '../../src/core/random.ts';
import { copyOf, type JsonTree, scalar, textOf, treeOf } from './json-tree.ts';
import { mutate } from './mutate.ts';
import { bytesOf } from './target.ts';

const pick = <T>(random: Random, values: readonly T[]): T => values[random.integer(values.length)]!;

const NUMBERS = [
  ...['0', '-0', '1', '-1', '2', '3', '0.5', '-0.5', '1e-320', '1e308', '1e999', '-1e999'],
  ...['9007199254740991', '9007199254740993', '4294967295', '4294967296', '2147483648'],
  ...['65536', '1000000', '1e9', '5e9', '1.0000000000000001'],
];
const NO_JSON = ['NaN', 'Infinity', '-Infinity', 'undefined', '', "'a'", '0x10', '01', '1.', '.5'];
const TEXTS = [
  ...['""', '" "', '"\\u0000"', '"\\u001b[31mred"', '"\\ud800"', '"\\u202e"', '"a\\nb"'],
  ...['"__proto__"', '"constructor"', '"toString"', '"1"', '"true"', '"null"', '"../../etc"'],
  ...['"/dev/zero"', '"<script>alert(1)</script>"', '"null\\u0000.json"', '"ﷺ"'],
];
const VALUES = ['null', 'true', 'false', '[]', '{}', '[null]', '[[]]', '{"__proto__":{"x":1}}'];
const KEYS = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'length'],
  ...['0', '-1', '', ' ', '\u0000', '\u001b[2J', 'a.b', 'a[0]', 'toJSON', 'then', '$ref', '\ud800'],
  ...['event', 'kind', 'format', 'name', 'seed', 'seeds', 'data', 'preset', 'x'.repeat(3000)],
];
/** Levels within levels: what recursion survives, and what it does not. */
const DEPTHS = [10, 100, 1000, 10_000, 100_000];
const LENGTHS = [10, 1000, 20_000];
const MOST_DAMAGES = 4;
/** Copies of one part must not make a file that only its size slows down. */
const LONGEST = 200_000;

/** A value that no honest file has at that place. */
export function hostileText(random: Random): string {
  switch (random.integer(12)) {
    case 0:
      return pick(random, NO_JSON);
    case 1:
    case 2:
    case 3:
      return pick(random, TEXTS);
    case 4:
    case 5:
      return pick(random, VALUES);
    case 6: {
      const depth = pick(random, DEPTHS);
      const [open, inner, close] = pick(random, [
        ['[', '', ']'],
        ['{"a":', '0', '}'],
        ['[{"a":', '[]', '}]'],
        ['[', '', ''],
      ] as const);
      return `${open.repeat(depth)}${inner}${close.repeat(depth)}`;
    }
    case 7: {
      const length = pick(random, LENGTHS);
      return pick(random, [
        `"${'x'.repeat(length)}"`,
        `[${new Array(length).fill(pick(random, NUMBERS)).join(',')}]`,
        `{${Array.from({ length: Math.min(length, 2000) }, (_, k) => `"k${k}":${k}`).join(',')}}`,
        `${'1'.repeat(length)}`,
      ]);
    }
    default:
      return pick(random, NUMBERS);
  }
}

/** A place in a tree: an entry of a list or an object. */
interface Slot {
  readonly tree: JsonTree & { kind: 'list' | 'map' };
  readonly at: number;
}

function slotsOf(tree: JsonTree, slots: Slot[] = []): Slot[] {
  if (tree.kind === 'text') return slots;
  const inner = tree.kind === 'list' ? tree.items : tree.members.map(([, value]) => value);
  inner.forEach((value, at) => {
    slots.push({ tree, at });
    slotsOf(value, slots);
  });
  return slots;
}

const valueAt = ({ tree, at }: Slot): JsonTree =>
  tree.kind === 'list' ? tree.items[at]! : tree.members[at]![1];

function setValue({ tree, at }: Slot, value: JsonTree): void {
  if (tree.kind === 'list') tree.items[at] = value;
  else tree.members[at]![1] = value;
}

/** Removes the entry, or puts copies after it; in an object, under the same key. */
function setCount({ tree, at }: Slot, count: number): void {
  if (tree.kind === 'list') {
    const item = tree.items[at]!;
    tree.items.splice(at, 1, ...Array.from({ length: count }, () => copyOf(item)));
  } else {
    const [key, value] = tree.members[at]!;
    const copies = Array.from({ length: count }, (): [string, JsonTree] => [key, copyOf(value)]);
    tree.members.splice(at, 1, ...copies);
  }
}

function damageSlot(slot: Slot, slots: readonly Slot[], random: Random): void {
  const value = valueAt(slot);
  switch (random.integer(10)) {
    case 0:
      setCount(slot, 0);
      break;
    case 1: {
      const most = Math.max(2, Math.floor(LONGEST / (textOf(value).length + 1)));
      setCount(slot, Math.min(most, pick(random, [2, 2, 2, 3, 100, 5000])));
      break;
    }
    case 2:
      if (slot.tree.kind === 'map') slot.tree.members[slot.at]![0] = pick(random, KEYS);
      else slot.tree.items.push(scalar(hostileText(random)));
      break;
    case 3:
      if (slot.tree.kind === 'map') {
        slot.tree.members.push([pick(random, KEYS), scalar(hostileText(random))]);
      } else slot.tree.items.reverse();
      break;
    case 4:
      // What is somewhere else in the file, by type or by meaning wrong here.
      setValue(slot, copyOf(valueAt(pick(random, slots))));
      break;
    case 5:
      setValue(
        slot,
        random.integer(2) === 0
          ? { kind: 'list', items: [value] }
          : { kind: 'map', members: [[pick(random, KEYS), value]] },
      );
      break;
    case 6:
      if (value.kind === 'text') setValue(slot, scalar(nudged(value.text, random)));
      else setValue(slot, scalar(pick(random, VALUES)));
      break;
    default:
      setValue(slot, scalar(hostileText(random)));
  }
}

/** A number a little or a lot off, or a string of other letters. */
function nudged(text: string, random: Random): string {
  const number = Number(text);
  if (text !== '' && Number.isFinite(number)) {
    const others = [number + 1, number - 1, -number, number / 2, number * 1e6, number * 1000 + 1];
    return random.integer(4) === 0 ? JSON.stringify(text) : String(pick(random, others));
  }
  return text.startsWith('"')
    ? `"${text.slice(1, -1)}${pick(random, ['x', ' ', '\\u0007'])}"`
    : '1';
}

/** A damaged copy of one of the texts, each of which is JSON. */
export function damageJson(texts: readonly string[], random: Random): string {
  const tree = treeOf(JSON.parse(pick(random, texts)));
  let text = textOf(tree);
  // Half of the time one damage, so that the code behind the first check is reached too.
  const damages = random.integer(2) === 0 ? 1 : 1 + random.integer(MOST_DAMAGES);
  for (let k = 0; k < damages && text.length < LONGEST; k++) {
    const slots = slotsOf(tree);
    if (slots.length > 0) damageSlot(pick(random, slots), slots, random);
    text = textOf(tree);
  }
  switch (random.integer(40)) {
    case 0:
      return hostileText(random);
    case 1:
      return `\ufeff${text}`;
    case 2:
      return `${text}${pick(random, ['}', ',', '\n{}', '\u0000', ' //'])}`;
    default:
      return text;
  }
}

/** The same as bytes, now and then with some of them changed: no UTF-8, or no JSON at all. */
export function damageJsonBytes(seeds: readonly Uint8Array[], random: Random): Uint8Array {
  const texts = [new TextDecoder().decode(pick(random, seeds))];
  const bytes = bytesOf(damageJson(texts, random));
  return random.integer(8) === 0 && bytes.length < LONGEST ? mutate([bytes], random) : bytes;
}

/** A record, one JSON text on each line, of which one line is damaged. */
export function damageLine(seeds: readonly Uint8Array[], random: Random): Uint8Array {
  const lines = new TextDecoder().decode(pick(random, seeds)).split('\n');
  const at = random.integer(lines.length - 1);
  lines[at] = damageJson([lines[at]!], random);
  return bytesOf(lines.join('\n'));
}
