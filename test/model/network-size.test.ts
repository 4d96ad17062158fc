/** Networks that a few bytes of a file ask for, and that no memory holds. */
import { afterEach, expect, test } from 'vitest';
import { adjustLimits } from '../../src/core/limits.ts';
import type { HiddenLayer } from '../../src/model/architecture-schema.ts';
import { parseArchitecture } from '../../src/model/parse-architecture.ts';
import { blueprint } from '../../src/model/shape.ts';

const neuron = { tauMembrane: 16, tauSynapse: 8, threshold: 1, inhibitoryWeight: -2 };
const network = (hidden: HiddenLayer[], inputs = 10, outputs = 2) => ({
  inputs,
  hidden,
  outputs,
  neuron,
});

afterEach(() => adjustLimits('weights=268435456,neurons=1048576'));

test.each([
  ['neurons', network([{ kind: 'feedforward', neurons: 1e9 }]), 'hidden[0].neurons'],
  ['dense weights', network([{ kind: 'dense', neurons: 1e6 }]), 'hidden[0].neurons'],
  ['inputs', network([{ kind: 'feedforward', neurons: 1e5 }], 2 ** 25), 'hidden[0].neurons'],
  ['outputs', network([], 2 ** 25, 65_536), 'outputs'],
  [
    'candidates',
    network([
      { kind: 'supernet', neurons: 1e6, sizes: [100, 1000], boundary: 'open', lateral: true },
    ]),
    'hidden[0].neurons',
  ],
])('too many %s are refused by name, in a program and in a file', (_, architecture, field) => {
  expect(() => blueprint(architecture)).toThrow(
    expect.objectContaining({ kind: 'usage', where: field }),
  );
  expect(() => parseArchitecture(architecture, 'architecture.json')).toThrow(
    expect.objectContaining({
      kind: 'artifact',
      where: `architecture.json, field ${field}`,
      remedy: expect.stringMatching(/MOTIFSMITH_LIMITS to (weights|neurons)=/),
    }),
  );
});

test('what is allowed is built, down to the last weight', () => {
  adjustLimits('weights=40');
  const layer = { kind: 'dense', neurons: 3 } as const;
  expect(blueprint(network([layer], 9, 1)).layout.length).toBe(39);
  expect(() => blueprint(network([layer], 10, 1))).toThrow(/at most 40 weights/);
});
