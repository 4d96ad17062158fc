/** Bodies that JSON.parse takes, and the studio does not. */
import { afterAll, expect, test } from 'vitest';
import { parseBody } from '../../../src/studio/server/body.ts';
import type { Refusal } from '../../../src/studio/server/refusal.ts';
import { call, change, opened, refusal } from './studio.ts';

const { studio, defects } = await opened();
afterAll(() => expect(defects).toEqual([]));

const send = async (body: string) =>
  refusal(await call(studio, '/api/runs', { ...change(studio), body }));
const parse = (text: string) => parseBody(text, { bodyDepth: 3 });
const kind = (text: string) => {
  try {
    return parse(text);
  } catch (error) {
    return (error as Refusal).kind;
  }
};

test.each([
  ['9,000 nested objects', `${'{"a":'.repeat(9000)}1${'}'.repeat(9000)}`],
  ['60,000 nested lists', `${'['.repeat(30_000)}${']'.repeat(30_000)}`],
  ['60,000 brackets that never close', '['.repeat(60_000)],
  [
    'a nested setting',
    `{"command":"search","seed":1,"config":${'{"data":'.repeat(50)}1${'}'.repeat(51)}`,
  ],
])('%s are refused as too large, not as a defect', async (_, body) => {
  expect(await send(body)).toBe('413 tooLarge');
});

test('10^6 brackets are not even read', async () => {
  expect(await send('['.repeat(1_000_000))).toBe('413 tooLarge');
});

test.each([
  '{"preset":"demo","command":"search","seed":1,"seed":2}',
  '{"preset":"demo","command":"search","seed":1,"\\u0073eed":2}',
  '{"command":"search","seed":1,"config":{"__proto__":{"seeds":[77]}}}',
  '{"command":"search","seed":1,"config":{"\\u005f_proto__":{"seeds":[77]}}}',
  '{"preset":"demo","command":"search","seed":1,"__proto__":{"sets":[]}}',
])('%s is refused: a key twice, or of the prototype', async (body) => {
  expect(await send(body)).toBe('400 badRequest');
});

test.each([
  '{"preset":"demo","command":"search","seed":1,"sets":["__proto__.seeds=[77]"]}',
  '{"preset":"demo","command":"search","seed":1,"sets":["constructor.prototype.x=1"]}',
  `{"preset":"demo","command":"search","seed":1,"sets":["seeds=${'['.repeat(9000)}"]}`,
  '{"command":"search","seed":1,"config":{"constructor":{"prototype":{"x":1}}}}',
])('%s starts no run', async (body) => {
  expect(await send(body)).toBe('400 usage');
});

test('as deep as allowed, keys in different objects, and brackets in strings are fine', () => {
  for (const text of [
    '[[[1]]]',
    '{"a":{"b":[]}}',
    '[{"a":1},{"a":2}]',
    '{"a":"[[[[{{{{","b":"\\"{","c":"x\\\\"}',
    '["a","a"]',
    '{"a":"b","b":"a"}',
  ]) {
    expect(kind(text)).toEqual(JSON.parse(text));
  }
  expect(kind('[[[[1]]]]')).toBe('tooLarge');
  for (const text of ['', '{', '"', '[1,]', '{"a":1}}', ']]]][[', '{"\\x":1}']) {
    expect(kind(text)).toBe('badRequest');
  }
});
