/** Limits can be changed where a user may need more, and the document shows those that hold. */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { adjustLimits, LIMITS } from '../../src/core/limits.ts';

const before = { ...LIMITS };
const TABLE = readFileSync('docs/limits.md', 'utf8');
const UNITS: Record<string, number> = { '': 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };

const documented = [
  ...TABLE.matchAll(/^\| `(\w+)` \| ([\d,]+) ?(KiB|MiB|GiB|) \| (yes|no) \| \S.* \|$/gm),
].map(([, name, number, unit, adjustable]) => ({
  name: name!,
  most: Number(number!.replaceAll(',', '')) * UNITS[unit!]!,
  adjustable: adjustable === 'yes',
}));

afterEach(() => {
  for (const { name, adjustable } of documented) {
    if (adjustable) adjustLimits(`${name}=${before[name as keyof typeof LIMITS]}`);
  }
});

it('docs/limits.md shows every limit as it is', () => {
  expect(Object.fromEntries(documented.map(({ name, most }) => [name, most]))).toEqual(before);
});

it.each(documented)('docs/limits.md says whether $name can be changed', ({ name, adjustable }) => {
  const change = () => adjustLimits(`${name}=7`);
  if (!adjustable) expect(change).toThrow(`Unknown limit "${name}"`);
  else {
    change();
    expect(LIMITS[name as keyof typeof LIMITS]).toBe(7);
  }
});

describe('adjustLimits', () => {
  it('changes several limits, in any notation of whole numbers', () => {
    adjustLimits(' steps = 2e6 , classes=70000,');
    expect(LIMITS).toEqual({ ...before, steps: 2_000_000, classes: 70_000 });
  });

  it('changes nothing for an empty text', () => {
    adjustLimits('');
    expect(LIMITS).toEqual(before);
  });

  it.each(['steps', 'steps=', 'steps=0', 'steps=1.5', 'steps=many', 'steps=1e300', 'step=5'])(
    'refuses %s, and changes nothing',
    (text) => {
      expect(() => adjustLimits(`classes=5,${text}`)).toThrow(
        expect.objectContaining({
          kind: 'usage',
          where: `MOTIFSMITH_LIMITS: ${text}`,
          remedy: expect.stringContaining('archiveBytes'),
        }),
      );
      expect(LIMITS).toEqual(before);
    },
  );
});
