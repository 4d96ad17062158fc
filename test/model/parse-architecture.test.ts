/** The parser is written by hand: the schema holds it to the same shapes. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { safeParse } from 'zod/v4/core';
import { MotifsmithError } from '../../src/core/errors.ts';
import { architectureSchema } from '../../src/model/architecture-schema.ts';
import { parseArchitecture, parseArchitectureText } from '../../src/model/parse-architecture.ts';
import { validateArchitecture } from '../../src/model/validate-architecture.ts';

const ARCHITECTURE = {
  inputs: 3,
  hidden: [
    {
      kind: 'scml',
      neurons: 5,
      motif: {
        size: 2,
        intra: [
          ['exc', 'inh'],
          ['none', 'exc'],
        ],
        inter: [
          ['none', 'exc'],
          ['inh', 'none'],
        ],
        tau: [4, 32.5],
      },
      boundary: 'open',
    },
    { kind: 'feedforward', neurons: 4 },
    { kind: 'dense', neurons: 2, tauSynapse: 2.5 },
    { kind: 'supernet', neurons: 12, sizes: [2, 4], boundary: 'ring', lateral: true },
    {
      kind: 'supernet',
      neurons: 4,
      sizes: [1, 2],
      boundary: 'open',
      lateral: false,
      tauCandidates: [
        [8, 16],
        [4, 8],
      ],
    },
  ],
  outputs: 2,
  neuron: { tauMembrane: 16, tauSynapse: 8, threshold: 1, inhibitoryWeight: -2 },
  bias: true,
};
const DISCRETE = { ...ARCHITECTURE, hidden: ARCHITECTURE.hidden.slice(0, 3) };

type Node = Record<string, unknown>;

/** All objects and lists in a value, itself first. */
const nodes = (value: unknown): Node[] =>
  typeof value === 'object' && value !== null
    ? [value as Node, ...Object.values(value).flatMap(nodes)]
    : [];

/** An architecture with one value replaced, removed or added, anywhere. */
const damaged = fc
  .record({
    node: fc.nat(),
    key: fc.nat(),
    change: fc.constantFrom('replace', 'remove', 'add'),
    value: fc.oneof(
      fc.constantFrom<unknown>(null, 0, -1, 1.5, 2, 5, 1e300, '', 'exc', 'scml', 'ring', true),
      fc.constantFrom<unknown>([], {}, [1], ['exc', 'exc'], { kind: 'dense', neurons: 3 }),
    ),
  })
  .map(({ node, key, change, value }) => {
    const copy = structuredClone(DISCRETE);
    const all = nodes(copy);
    const target = all[node % all.length]!;
    const keys = Object.keys(target);
    const name = keys[key % Math.max(1, keys.length)];
    if (change === 'add' && !Array.isArray(target)) target.another = value;
    else if (name === undefined) return copy;
    else if (change === 'remove' && !Array.isArray(target)) delete target[name];
    else target[name] = value;
    return copy;
  });

const accepts = (run: () => unknown): boolean => {
  try {
    run();
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(MotifsmithError);
    return false;
  }
};

test('accepts what the schema and the rules accept, and nothing else', () => {
  const seen = { accepted: 0, refused: 0 };
  fc.assert(
    fc.property(damaged, (value) => {
      const { success, data } = safeParse(architectureSchema, value);
      const allowed = success && accepts(() => validateArchitecture(data));
      expect(accepts(() => parseArchitecture(value, 'x'))).toBe(allowed);
      seen[allowed ? 'accepted' : 'refused'] += 1;
    }),
    { numRuns: 3000 },
  );
  expect(seen.accepted).toBeGreaterThan(100);
  expect(seen.refused).toBeGreaterThan(1000);
});

describe('names the field of', () => {
  const with_ = (change: (copy: typeof DISCRETE) => void): unknown => {
    const copy = structuredClone(DISCRETE);
    change(copy);
    return copy;
  };
  it.each<[string, unknown, string, RegExp]>([
    ['a list', [], 'a.json', /expected an object, found a list/],
    ['nothing', undefined, 'a.json', /missing/],
    ['no constants', with_((a) => Reflect.deleteProperty(a, 'neuron')), 'field neuron', /missing/],
    ['a stray field', { ...DISCRETE, name: 'x' }, 'field name', /no such field/],
    ['a layer that is null', { ...DISCRETE, hidden: [null] }, 'hidden[0].kind', /missing/],
    ['an unknown kind', { ...DISCRETE, hidden: [{ kind: 'x' }] }, 'hidden[0].kind', /"dense"/],
    [
      'a motif that is none',
      with_((a) => Object.assign(a.hidden[0]!, { motif: 3 })),
      'hidden[0].motif',
      /expected an object, found 3/,
    ],
    ['a broken rule', { ...DISCRETE, inputs: 0 }, 'field inputs', /impossible: inputs is 0.*\w\.$/],
    ['a supernet', ARCHITECTURE, 'hidden[3]', /still being searched/],
  ])('%s', (_, value, where, message) => {
    let error: unknown;
    try {
      parseArchitecture(value, 'a.json');
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({
      kind: 'artifact',
      where: expect.stringContaining(where),
      message: expect.stringMatching(message),
      remedy: expect.any(String),
    });
  });
});

test('returns the value itself, so that writing it again gives the same text', () => {
  const { neuron, ...rest } = DISCRETE;
  const text = JSON.stringify({ neuron, ...rest });
  expect(JSON.stringify(parseArchitectureText(text, 'x'))).toBe(text);
  expect(() => parseArchitectureText('{', 'x')).toThrowError(/as JSON/);
  expect(() => parseArchitectureText(undefined, 'x')).toThrowError(/as JSON/);
});
