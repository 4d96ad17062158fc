/** Damages YAML: what JSON does not have, such as aliases, tags, merge keys and many documents. */
import type { Random } from '../../src/core/random.ts';
import { hostileText } from './json-damage.ts';
import { mutate } from './mutate.ts';
import { bytesOf } from './target.ts';

const pick = <T>(random: Random, values: readonly T[]): T => values[random.integer(values.length)]!;

const HAZARDS = [
  ...['&a [*a]', '&a {b: *a}', '*missing', '&a &b x', '&a', '*a', '[&a 1, *a]', '<<: {seeds: [1]}'],
  ...['!!omap [a: 1]', '!!set {a, b}', '!!binary AAAA', '!!float x', '!!int 1.5', '!!null x'],
  ...[
    '!!timestamp 2001-12-14',
    '!!map []',
    '!!seq {}',
    '!!str [a]',
    '!!js/function "x"',
    '!local 1',
  ],
  ...[
    '.nan',
    '.inf',
    '-.inf',
    '0o17',
    '0x1F',
    '1_000',
    '12:30:45',
    '2001-12-14',
    '~',
    'yes',
    'off',
  ],
  ...[
    '| \n  text',
    '>-\n  text',
    "'a",
    '"a',
    '"\\x1b[31m"',
    '"\\u0000"',
    '"\\UFFFFFFFF"',
    '%YAML 1.1',
  ],
  ...[
    '---',
    '...',
    '--- a\n--- b',
    '? [a, b]\n: c',
    '? {a: 1}',
    '- - - a',
    '[',
    '{',
    ']',
    '}',
    '@',
    '`',
  ],
  ...['\t- a', '#', ': :', 'a: b: c', '*a : b', '!<tag:yaml.org,2002:str> x', '\u2028', '\ufeff'],
  ...[
    '__proto__: {seeds: [77]}',
    'constructor: {prototype: {x: 1}}',
    '<<: *a',
    '<<: [1]',
    '"<<": 1',
  ],
];
const COUNTS = [2, 5, 50, 2000];

/** Something that YAML can say and no honest setting does. */
export function yamlHazard(random: Random): string {
  return random.integer(3) === 0 ? hostileText(random) : pick(random, HAZARDS);
}

/** Aliases of aliases: a few lines that stand for millions of values. */
function laughs(random: Random): string {
  const width = pick(random, [2, 9, 30]);
  const depth = pick(random, [3, 9, 30]);
  const lines = [`a0: &a0 [${new Array(width).fill('1').join(',')}]`];
  for (let k = 1; k < depth; k++) {
    lines.push(`a${k}: &a${k} [${new Array(width).fill(`*a${k - 1}`).join(',')}]`);
  }
  return `${lines.join('\n')}\nseeds: *a${depth - 1}\n`;
}

function damageLine(lines: string[], random: Random): void {
  const at = random.integer(lines.length);
  const line = lines[at]!;
  const [, indent = '', key = ''] = /^( *(?:- )?)(.*?)(?::|$)/.exec(line) ?? [];
  switch (random.integer(10)) {
    case 0:
      lines.splice(at, 1);
      break;
    case 1:
      lines.splice(at, 0, ...new Array(pick(random, COUNTS)).fill(line));
      break;
    case 2:
      lines[at] = pick(random, [' ', '  ', '\t', '- ', '']) + line;
      break;
    case 3:
      lines[at] = line.trimStart();
      break;
    case 4:
      lines.splice(at, 0, `${indent}${yamlHazard(random)}`);
      break;
    case 5:
      lines[at] = `${indent}${pick(random, HAZARDS)}: ${yamlHazard(random)}`;
      break;
    case 6:
      lines[at] = lines[random.integer(lines.length)]!;
      break;
    default:
      lines[at] = `${indent}${key}: ${yamlHazard(random)}`;
  }
}

/** A damaged copy of one of the texts, each of which is YAML. */
export function damageYaml(random: Random, seeds: readonly Uint8Array[]): Uint8Array {
  if (random.integer(20) === 0) return bytesOf(laughs(random));
  const lines = new TextDecoder().decode(pick(random, seeds)).split('\n');
  for (let k = random.integer(4); k >= 0 && lines.length > 0; k--) damageLine(lines, random);
  const bytes = bytesOf(lines.join(random.integer(20) === 0 ? '\r\n' : '\n'));
  return random.integer(10) === 0 && bytes.length > 0 ? mutate([bytes], random) : bytes;
}
