/** One name for everything: every id has one, the same everywhere, and there is no second list. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { LOSS_KINDS } from '../../src/engine/loss.ts';
import { CONNECTION_TYPES } from '../../src/model/connection-types.ts';
import { FIXED_ARCHITECTURES } from '../../src/search/fixed-names.ts';
import { BUILT_IN_METHODS, builtInMethod } from '../../src/study/methods.ts';
import { METHODS, methodOfRun, runMethodLabel } from '../../src/view/method-names.ts';
import { CUTS, LAYERS, LOSSES, MEASURES, NEURON_MEASURES, TYPES } from '../../src/view/names.ts';
import { EVENTS, STAGES, stageLabel, stageTerm } from '../../src/view/record-names.ts';
import { type Node, place, showingSources, walk } from './sources.ts';

describe('methods', () => {
  test('a run is called as the method of a study that makes it', () => {
    for (const name of BUILT_IN_METHODS) {
      const { task, label } = builtInMethod(name);
      if (task.command === 'search') continue;
      const { architecture } = task;
      expect(runMethodLabel({ method: String(architecture), strategy: null })).toBe(label);
    }
    expect(runMethodLabel({ method: 'search', strategy: 'hrmas' })).toBe('HRMAS');
    expect(runMethodLabel({ method: 'search', strategy: 'random' })).toBe('random search');
    expect(runMethodLabel({ method: 'search', strategy: 'evolution' })).toBe('evolution');
    expect(runMethodLabel({ method: 'file', strategy: null })).toBe('given architecture');
  });

  test('every fixed architecture has a name', () => {
    for (const method of FIXED_ARCHITECTURES) {
      expect(methodOfRun({ method, strategy: null }), method).not.toBeNull();
    }
  });

  test('one that this version does not know goes by its id', () => {
    expect(runMethodLabel({ method: 'evolved', strategy: null })).toBe('evolved');
  });

  test('no two have the same label', () => {
    const labels = Object.values(METHODS).map(({ label }) => label);
    expect(new Set(labels).size).toBe(labels.length);
  });

  test('the documentation says of each what it is', () => {
    const rows = readFileSync('docs/studies.md', 'utf8')
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim()));
    for (const name of BUILT_IN_METHODS) {
      const { label, description } = METHODS[name];
      expect(rows).toContainEqual(['', `\`${name}\``, label, description, '']);
    }
  });
});

test('stages, with those of single candidates', () => {
  expect(['size', 'types', 'retrain', 'train', 'test'].map(stageLabel)).toEqual([
    'size search',
    'type search',
    'final training',
    'training',
    'test',
  ]);
  expect(stageLabel('candidate.12')).toBe('candidate 12');
  expect(stageTerm('other').label).toBe('other');
});

test('every connection type and loss has a name', () => {
  expect(Object.keys(TYPES)).toEqual([...CONNECTION_TYPES]);
  expect(Object.keys(LOSSES)).toEqual([...LOSS_KINDS]);
});

describe('what shows something', () => {
  const tables: Readonly<Record<string, object>> = {
    METHODS,
    STAGES,
    CUTS,
    TYPES,
    LOSSES,
    LAYERS,
    EVENTS,
    MEASURES,
    NEURON_MEASURES,
  };
  const terms = Object.values(tables).flatMap((table) => Object.entries(table));
  const ids = new Set(terms.map(([id]) => id));
  /** Labels that are not ids as well: a string that is one of them is a name. */
  const labels = new Set(
    terms.flatMap(([, { label, short }]) => [label, short]).filter((text) => /[ A-Z]/.test(text)),
  );

  const textOf = ({ type, value }: Node): string | null => {
    if (type === 'Literal' && typeof value === 'string') return value;
    if (type === 'JSXText') return String(value).trim();
    return null;
  };
  const isStray = (node: Node): boolean => {
    const text = textOf(node);
    if (text !== null) return labels.has(text) || labels.has(text.toLowerCase());
    if (node.type !== 'ObjectExpression') return false;
    // Two ids with a text each are a list of names.
    const named = (node.properties as Node[]).filter(({ key, value }) => {
      const { name, value: quoted } = (key ?? {}) as { name?: string; value?: string };
      const text = value === undefined ? null : textOf(value as Node);
      return ids.has(name ?? quoted ?? '') && text !== null && /^[a-z]{3,}/i.test(text);
    });
    return named.length >= 2;
  };

  test('takes its names from the view', () => {
    const strays: string[] = [];
    for (const source of showingSources()) {
      walk(source.program, (node) => {
        if (isStray(node)) strays.push(`${place(source, node)} ${textOf(node) ?? 'a list'}`);
      });
    }
    expect(strays).toEqual([]);
  });
});
