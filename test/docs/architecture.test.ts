/** docs/formats.md explains every field of architecture.json, and shows each in an example that is valid. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { architectureSchema } from '../../src/model/architecture-schema.ts';
import { validateArchitecture } from '../../src/model/validate-architecture.ts';
import { PROJECT, readDocument } from './markdown.ts';

interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly oneOf?: readonly Node[];
}

/** Every field below a node of a JSON Schema, as `hidden[].motif.size`. */
function declared(node: Node, at = ''): string[] {
  const own = Object.entries(node.properties ?? {}).flatMap(([name, field]) => {
    const path = at === '' ? name : `${at}.${name}`;
    return [path, ...declared(field, path)];
  });
  const variants = [...(node.anyOf ?? []), ...(node.oneOf ?? [])];
  const inside = variants.flatMap((variant) => declared(variant, at));
  return [...own, ...inside, ...(node.items ? declared(node.items, `${at}[]`) : [])];
}

/** Every field of a value, likewise. */
function used(value: unknown, at = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => used(item, `${at}[]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const path = at === '' ? name : `${at}.${name}`;
    return [path, ...used(inner, path)];
  });
}

const distinct = (names: readonly string[]) => [...new Set(names)].sort();
const fields = distinct(declared(z.toJSONSchema(architectureSchema) as Node));

it('has a row with a meaning for each field, and no other', () => {
  const text = readFileSync(join(PROJECT, 'docs/formats.md'), 'utf8');
  const [, table] = /^<!-- architecture -->\n(.*?)^<!-- \/architecture -->/ms.exec(text)!;
  const rows = table!
    .trim()
    .split('\n')
    .slice(2)
    .map((row) => row.split('|').map((cell) => cell.trim()));
  expect(rows.map(([, name]) => name!.replaceAll('`', '')).sort()).toEqual(fields);
  for (const [, name, , values, , meaning] of rows) {
    expect(values, name).not.toBe('');
    expect(meaning, name).not.toBe('');
  }
});

it('has examples that are valid and use every field', () => {
  const examples = readDocument('docs/formats.md')
    .codeBlocks.filter(({ language, text }) => language === 'json' && text.includes('"hidden"'))
    .map(({ text }) => architectureSchema.parse(JSON.parse(text)));
  for (const example of examples) validateArchitecture(example);
  expect(distinct(examples.flatMap((example) => used(example)))).toEqual(fields);
});
