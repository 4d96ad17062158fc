import fc from 'fast-check';
import { expect, test } from 'vitest';
import { onFront } from '../../src/analysis/front.ts';

const grade = fc.integer({ min: 0, max: 3 });
const network = fc.record({ accuracy: grade, synops: grade, connections: grade });

test('only the best in some respect, or in a balance of them, is on the front', () => {
  const accurate = { accuracy: 0.9, synops: 100, connections: 50 };
  const sparse = { accuracy: 0.8, synops: 110, connections: 10 };
  const silent = { accuracy: 0.7, synops: 10, connections: 60 };
  const beaten = { accuracy: 0.9, synops: 101, connections: 50 };
  expect(onFront([beaten, accurate, sparse, silent])).toEqual([false, true, true, true]);
  expect(onFront([accurate, { ...accurate }])).toEqual([true, true]);
});

test('no network of a front beats another, and each of the others is beaten by one of the front', () => {
  fc.assert(
    fc.property(fc.array(network, { minLength: 1, maxLength: 12 }), (networks) => {
      const chosen = onFront(networks);
      // Beaten: preferable in nothing, worse in something.
      const beats = (a: number, b: number) => {
        const gains = [
          networks[a]!.accuracy - networks[b]!.accuracy,
          networks[b]!.synops - networks[a]!.synops,
          networks[b]!.connections - networks[a]!.connections,
        ];
        return Math.min(...gains) >= 0 && Math.max(...gains) > 0;
      };
      const front = networks.flatMap((_, k) => (chosen[k] ? [k] : []));
      for (const k of networks.keys()) {
        expect(front.some((f) => beats(f, k))).toBe(!chosen[k]);
      }
    }),
  );
});
