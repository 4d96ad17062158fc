/** Worked cases in JSON, checked on the reference engine. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkCase } from '../../src/conformance/conformance.ts';
import { parseJson } from '../../src/core/parse-json.ts';
import { referenceEngine } from '../../src/engine/reference/index.ts';
import { damageJsonBytes } from './json-damage.ts';
import { type FuzzTarget, Refused } from './target.ts';

const CASES = join(import.meta.dirname, '../conformance/cases');

export const CONFORMANCE_TARGET: FuzzTarget = {
  id: 'conformance-case',
  shortRun: 200,
  seeds: () =>
    readdirSync(CASES)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => new Uint8Array(readFileSync(join(CASES, name)))),
  craft: (random, seeds) => damageJsonBytes(seeds, random),
  run: async (input) => {
    let json: unknown;
    try {
      json = parseJson(new TextDecoder().decode(input));
    } catch {
      // The command refuses it before it gets here.
      throw new Refused('not JSON');
    }
    const { fields } = await checkCase(referenceEngine, json, 'input');
    return fields.length > 0 ? null : 'nothing was compared';
  },
};
