/** JSON that JSON.parse takes and nothing after it survives, and JSON that only looks like it. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LIMITS } from '../../src/core/limits.ts';
import { parseJson } from '../../src/core/parse-json.ts';
import { decodeSafetensors } from '../../src/formats/safetensors.ts';
import { parseArchitectureText } from '../../src/model/parse-architecture.ts';
import { parseEvent } from '../../src/run/schema/events.ts';

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

it('reads what JSON.parse reads', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 20 }), (text) => {
      expect(parseJson(text)).toEqual(JSON.parse(text));
    }),
  );
});

it('takes brackets in strings for letters, whatever is escaped', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'[{}]"\\a') }), (text) => {
      const json = JSON.stringify([text, '['.repeat(LIMITS.jsonDepth), { [text]: text }]);
      expect(parseJson(json)).toEqual(JSON.parse(json));
    }),
  );
});

it('reads as many levels as allowed, and refuses one more', () => {
  expect(parseJson(nested(LIMITS.jsonDepth))).toHaveLength(1);
  expect(() => parseJson(`[1, ${nested(LIMITS.jsonDepth)}]`)).toThrow(
    'Over 64 brackets within brackets at position 67',
  );
  expect(() => parseJson('{"a":'.repeat(65))).toThrow('position 320');
});

it('many brackets next to each other are not deep', () => {
  expect(parseJson(`[${'[],{},'.repeat(1000)}0]`)).toHaveLength(2001);
});

it.each(['[}', '"', '"\\', '"\\"', '[1,', ''])('refuses %s as JSON.parse does', (text) => {
  expect(() => parseJson(text)).toThrow(SyntaxError);
});

const deep = `{"event":${nested(1_000_000)}}`;

it('a million brackets in a record, a network or its tensors are damage that is named', () => {
  const damage = expect.objectContaining({
    kind: 'artifact',
    cause: expect.objectContaining({ message: expect.stringMatching(/^Over 64 brackets/) }),
  });
  expect(() => parseEvent(deep, 'metrics.jsonl, line 3')).toThrow(damage);
  expect(() => parseArchitectureText(deep, 'network')).toThrow(damage);
  const header = new TextEncoder().encode(deep);
  const bytes = new Uint8Array(8 + header.length);
  bytes.set(header, 8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  expect(() => decodeSafetensors(bytes, 'weights')).toThrow('The header is not JSON.');
});
