/** Settings that YAML can write and no setting can be: each is refused by name or line, never dropped. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig, readConfigFile } from '../../src/config/load.ts';
import { parseSettings } from '../../src/config/parse-settings.ts';
import { MotifsmithError } from '../../src/core/errors.ts';
import { checkSettings } from '../../src/core/settings/check.ts';
import { splitSchema } from '../../src/data/datasets/recording-split.ts';
import { resolveOptions, whole } from '../../src/data/sources/synthetic/options.ts';
import { loadStudy } from '../../src/study/load-study.ts';
import { temporaryFolder } from '../experiment/tiny.ts';

const folder = temporaryFolder();

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const load = (source: string, ...sets: string[]) => loadConfig({ source, sets, options: [] });
const study = (text: string) =>
  loadStudy({ path: file('study.yaml', text), dataPaths: new Map(), seeds: null });

async function refusal(attempt: () => unknown): Promise<MotifsmithError> {
  const error = await (async () => attempt())().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(MotifsmithError);
  expect((error as MotifsmithError).kind).toBe('usage');
  return error as MotifsmithError;
}

describe('a key that every object inherits', () => {
  const text = (key: string) => `{"${key}": {"seeds": [77]}}`;
  const keys = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'];

  test.each(keys)('%s is an unknown setting of a file', async (key) => {
    for (const name of ['a.yaml', 'a.json']) {
      const { message, where } = await refusal(() => load(file(name, text(key))));
      expect(message).toContain(`Unknown setting ${key} (value {"seeds":[77]})`);
      expect(where).toContain(name);
    }
  });

  test.each(keys)('%s is an unknown setting in a section of names', async (key) => {
    const options = `{data: {source: synthetic, task: delayed-match, options: {${key}: 3}}}`;
    const { message } = await refusal(() => load(file('options.yaml', options)));
    expect(message).toContain(`Unknown setting data.options.${key} (value 3)`);
  });

  test.each(keys)('%s is an unknown setting of --set', async (key) => {
    for (const set of [`${key}.seeds=[77]`, `search.${key}=1`, `search={${key}: 1}`]) {
      const { message } = await refusal(() => load('demo', set));
      expect(message).toMatch(new RegExp(`Unknown setting (search\\.)?${key}`));
    }
  });

  test.each(keys)('%s is an unknown setting of a program', async (key) => {
    const given: unknown = JSON.parse(text(key));
    const { message } = await refusal(() => checkSettings(splitSchema, given, 'data.split'));
    expect(message).toContain(`Unknown setting data.split.${key}`);
    const table = { size: whole(1, [1, 2], 'size') };
    const options = JSON.parse(`{"${key}": 1}`) as Record<string, number>;
    expect((await refusal(() => resolveOptions(table, options))).message).toContain(
      `Unknown setting data.options.${key} (value 1)`,
    );
  });

  test.each(keys)('%s is an unknown setting of a study', async (key) => {
    for (const [path, yaml] of [
      [key, `${key}: 1`],
      [key, `settings: {${key}: 1}`],
      ['datasets.__proto__', 'datasets: {__proto__: {preset: demo}}'],
      [key, `methods: [{name: a, base: hrmas, settings: {${key}: 1}}]`],
    ] as const) {
      const rest = ['name: x', 'datasets: {demo: {preset: demo}}', 'methods: [hrmas]'];
      const others = rest.filter((line) => line.split(':')[0] !== yaml.split(':')[0]);
      const { message } = await refusal(() => study([...others, yaml].join('\n')));
      expect(message).toContain('Unknown setting');
      expect(message).toContain(path);
    }
  });
});

describe('what is not a mapping', () => {
  test.each([
    ['!!omap', '!!omap\n- seeds: [77]'],
    ['!!set', '!!set\n? seeds'],
    ['!!pairs', '!!pairs\n- seeds: [77]'],
    ['!!omap', 'network: !!omap\n- lateral: false'],
    ['!!set', 'network: !!set {lateral}'],
    ['!!set', 'seeds: !!set {1, 2}'],
    ['!!set', '%YAML 1.1\n---\nseeds: !!set {1, 2}'],
    ['!!binary', 'output: !!binary aGVsbG8='],
    ['!!timestamp', 'output: !!timestamp 2001-12-14'],
    ['!!seq', '!!seq {seeds: [77]}'],
    ['!mine', 'output: !mine runs'],
  ])('%s is refused: %j', async (type, text) => {
    for (const read of [() => load(file('a.yaml', text)), () => study(text)]) {
      const { message, where } = await refusal(read);
      expect(message).toContain(`A value of type ${type} is not a mapping`);
      expect(where).toMatch(/\.yaml, line \d+, column \d+$/);
    }
  });

  test.each([
    ['a list', '- seeds'],
    ['a single value', 'seeds'],
    ['a single value', '3'],
  ])('%s is refused: %j', async (what, text) => {
    const { message } = await refusal(() => load(file('a.yaml', text)));
    expect(message).toBe(`The file holds ${what}, not a mapping.`);
  });

  test.each([
    ['The key 1 is not text.', '1: 2'],
    ['The key true is not text.', 'network: {true: 1}'],
    ['A key is missing or null.', 'null: 2'],
    ['A key is missing or null.', ': 2'],
    ['A key is a mapping, not text.', '? {a: 1}\n: 2'],
    ['A key is a list, not text.', '[a]: 2'],
    ['A key is an alias, not text.', 'output: &k seeds\n*k : [2]'],
    ['The key "seeds" is there twice.', 'seeds: [1]\nseeds: [2]'],
    ['The key "seeds" is there twice.', '{"seeds": [1], "seeds": [2]}'],
  ])('%s', async (problem, text) => {
    const { message, where } = await refusal(() => load(file('a.yaml', text)));
    expect(message).toBe(problem);
    expect(where).toMatch(/a\.yaml, line \d, column \d+$/);
  });

  test('tags that say what a value is anyway are read, and nothing at all is no settings', async () => {
    expect(parseSettings('!!map {a: !!seq [!!int 1, !!str 2, !!null null]}', 'file', 'x')).toEqual({
      a: [1, '2', null],
    });
    for (const text of ['', '# nothing', '---\n', 'null']) {
      expect(await readConfigFile(file('a.yaml', text))).toEqual({});
    }
  });
});

describe('aliases', () => {
  test('stand for the last value of their name', () => {
    const text = 'a: &x 1\nb: *x\nc: &x {y: &x 2, z: *x}\nd: [*x]';
    expect(parseSettings(text, 'file', 'x')).toEqual({
      a: 1,
      b: 1,
      c: { y: 2, z: 2 },
      d: [{ y: 2, z: 2 }],
    });
  });

  const laughs = (levels: number) =>
    ['a0: &a0 x'].concat(
      Array.from({ length: levels }, (_, k) => {
        const alias = `*a${k}`;
        return `a${k + 1}: &a${k + 1} [${Array(10).fill(alias).join(', ')}]`;
      }),
    );
  const chain = ['a0: &a0 [x]'].concat(
    Array.from({ length: 2000 }, (_, k) => `a${k + 1}: &a${k + 1} [*a${k}]`),
  );

  test.each([
    ['The alias *x stands for nothing.', 'a: *x', 1],
    ['The alias *x stands for nothing.', 'a: 1\nb: *x\nc: &x 1', 2],
    ['The alias *a is part of what it stands for.', '&a\nx: *a', 2],
    ['The alias *a is part of what it stands for.', 'x: &a {x: [*a]}', 1],
    ['There are over 100000 values', laughs(9).join('\n'), 6],
    ['There are over 100000 values', `a: &a ${'x'.repeat(1e5)}\nb: [${'*a, '.repeat(200)}]`, 2],
    ['Values are nested over 64 levels deep.', chain.join('\n'), 65],
  ])('%s', async (problem, text, line) => {
    for (const read of [() => load(file('a.yaml', text)), () => study(text)]) {
      const { message, where } = await refusal(read);
      expect(message).toContain(problem);
      expect(where).toContain(`.yaml, line ${line}, `);
    }
    const set = await refusal(() => load('demo', `search=${text}`));
    expect(set.where).toContain('--set search=');
  });
});

describe('bounds', () => {
  test.each(['[', '{', '- ', '? ', ': ', '{a: ', '{"a":', 'a: b: '])(
    'nesting without end is refused at its place: %j',
    async (piece) => {
      const { message, where } = await refusal(() => load(file('a.yaml', piece.repeat(30_000))));
      expect(message).toBe('Values are nested over 64 levels deep.');
      expect(where).toContain('line 1');
    },
  );

  test('64 levels are read', () => {
    const nest = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    expect(JSON.stringify(parseSettings(nest(64), 'file', 'x'))).toBe(nest(64));
    const block = Array.from({ length: 64 }, (_, k) => `${' '.repeat(k)}a:`).join('\n');
    expect(JSON.stringify(parseSettings(block, 'file', 'x'))).toBe(
      `${'{"a":'.repeat(64)}null${'}'.repeat(64)}`,
    );
    expect(() => parseSettings(nest(65), 'file', 'x')).toThrow('64 levels');
  });

  test('several documents, other encodings, large files and what is no file are refused', async () => {
    const several = await refusal(() => load(file('a.yaml', 'seeds: [1]\n---\nseeds: [2]\n')));
    expect(several.message).toBe('The file holds several documents.');
    expect(several.where).toContain('line 2');
    const utf16 = Buffer.from('seeds: [1]', 'utf16le');
    for (const bytes of [utf16, Buffer.from([0x61, 0x3a, 0xe9])]) {
      const { message } = await refusal(() => load(file('a.yaml', bytes)));
      expect(message).toMatch(/not text in UTF-8|not a mapping/);
    }
    const large = await refusal(() => load(file('a.yaml', '#'.repeat(2 ** 18 + 1))));
    expect(large.message).toContain('262145 bytes, over 262144');
    mkdirSync(join(folder, 'folder.yaml'));
    const none = await refusal(() => load(join(folder, 'folder.yaml')));
    expect(none.message).toBe('The configuration file is not a file.');
  });
});
