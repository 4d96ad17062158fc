import { expect, test } from 'vitest';
import type { MotifTopology } from '../../src/model/architecture-schema.ts';
import { drawMotifMatrix } from '../../src/report/figures/motif-matrix.ts';

const motif = (lateral: 'inh' | 'none'): MotifTopology => ({
  size: 2,
  intra: [
    ['exc', 'none'],
    ['inh', 'none'],
  ],
  inter: [
    ['none', lateral],
    ['none', 'none'],
  ],
});
const texts = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, t]) => t);
const frames = (svg: string) => svg.split('stroke-opacity="0.5"').length - 1;

test('a motif matrix has columns of lateral connections, and signs for the types', () => {
  const svg = drawMotifMatrix(motif('inh'))(300);
  expect(texts(svg)).toEqual(expect.arrayContaining(['1', '2', 'b', 'a', '+', '−']));
  expect(frames(svg)).toBe(2);
});

test('a motif without lateral connections, as of a search without motifs, has no such columns', () => {
  const svg = drawMotifMatrix(motif('none'))(300);
  expect(texts(svg)).not.toContain('b');
  expect(texts(svg)).not.toContain('a');
  expect(frames(svg)).toBe(1);
});
