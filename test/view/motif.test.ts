/** Drawings of motifs: every connection once, at its place, whatever it is drawn with. */

import fc from 'fast-check';
import { decode } from 'fast-png';
import { h } from 'preact';
import { render } from 'preact-render-to-string';
import { describe, expect, test } from 'vitest';
import type { MotifTopology } from '../../src/model/architecture-schema.ts';
import { CONNECTION_TYPES } from '../../src/model/connection-types.ts';
import { positionCount, topologyFromTypes, typesByPosition } from '../../src/model/topology.ts';
import { MotifGraph } from '../../src/view/motif-graph.tsx';
import {
  cellShade,
  certainTypes,
  connectionCount,
  countTypes,
  GRAPH_SIDE,
  graphStrokes,
  matrixCells,
  neuronTicks,
  nodePlaces,
  nodeRadius,
} from '../../src/view/motif-layout.ts';
import { cellAt, MOST_CELLS, MotifMatrix } from '../../src/view/motif-matrix.tsx';
import { opaqueMotif, transparentMotif } from '../../src/view/motif-pixels.ts';
import { motifText } from '../../src/view/motif-text.ts';
import { connectionWords, motifWords } from '../../src/view/motif-words.ts';
import { rgb, THEMES } from '../../src/view/palette.ts';

const motifs = (largest: number): fc.Arbitrary<MotifTopology> =>
  fc.integer({ min: 1, max: largest }).chain((size) =>
    fc
      .array(fc.constantFrom(...CONNECTION_TYPES), {
        minLength: positionCount(size),
        maxLength: positionCount(size),
      })
      .map((types) => topologyFromTypes(size, types)),
  );

/** 1 excites itself and is excited by 2 of the motif before; 2 is inhibited by 1. */
const small: MotifTopology = {
  size: 2,
  intra: [
    ['exc', 'none'],
    ['inh', 'none'],
  ],
  inter: [
    ['exc', 'none'],
    ['none', 'none'],
  ],
};

const count = (topology: MotifTopology, type: string): number =>
  typesByPosition(topology).filter((one) => one === type).length;
const pieces = (path: string): number => path.split('M').length - 1;
const numbers = (path: string): number[] => (path.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);

describe('the graph', () => {
  test('has neurons on a circle that do not touch, the first at the top', () => {
    for (const size of [1, 2, 5, 16, 48]) {
      const places = nodePlaces(size);
      expect(places[0]!.x).toBeCloseTo(GRAPH_SIDE / 2, 9);
      expect(places[0]!.y).toBeLessThan(GRAPH_SIDE / 2);
      places.forEach((a, p) => {
        const b = places[(p + 1) % size]!;
        if (size > 1)
          expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(2 * nodeRadius(size));
      });
    }
  });

  test('has a line and a head for each connection, all within the picture', () => {
    fc.assert(
      fc.property(motifs(9), (topology) => {
        const strokes = graphStrokes(topology.size, certainTypes(topology));
        for (const sign of ['exc', 'inh'] as const) {
          const lines = strokes[sign].map((one) => one.lines).join('');
          const heads = strokes[sign].map((one) => one.heads).join('');
          expect(pieces(lines)).toBe(count(topology, sign));
          expect(pieces(heads)).toBe(count(topology, sign));
          for (const value of numbers(lines + heads)) {
            expect(value).toBeGreaterThanOrEqual(0);
            expect(value).toBeLessThanOrEqual(GRAPH_SIDE);
          }
        }
      }),
    );
  });

  test('draws both signs of an undecided connection, each as strong as it is probable', () => {
    const types = new Float32Array([0.55, 0.25, 0.2, 0, 0, 1, 0, 0, 1]);
    const strokes = graphStrokes(1, types);
    const levels = (sign: 'exc' | 'inh') =>
      strokes[sign].flatMap(({ lines }, level) => (lines === '' ? [] : [level + 1]));
    expect(levels('exc')).toEqual([6]);
    expect(levels('inh')).toEqual([3]);
  });

  test('names neurons and lateral connections, and says in words what it shows', () => {
    const types = certainTypes(small);
    const svg = render(h(MotifGraph, { size: 2, types: types, label: motifWords(2, types) }));
    expect([...svg.matchAll(/<text[^>]*>([^<]+)</g)].map(([, text]) => text)).toEqual([
      '1',
      'b',
      '2',
    ]);
    expect(svg).toContain('role="img"');
    expect(svg).toContain('1 excitatory, 1 inhibitory and 2 absent connections');
    expect(render(h(MotifGraph, { size: 2, types: types }))).toContain('aria-hidden');
    expect(connectionWords(2, types)).toBe('2 excitatory, 1 inhibitory and 5 absent connections');
  });
});

describe('the matrix', () => {
  const texts = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]+)</g)].map(([, text]) => text);

  test('has a cell for every position, found again by pointing at it', () => {
    fc.assert(
      fc.property(motifs(6), (topology) => {
        const { size } = topology;
        const types = certainTypes(topology);
        const cells = matrixCells(size, true);
        expect(cells.map(({ position }) => position).sort((a, b) => a - b)).toEqual(
          Array.from({ length: positionCount(size) }, (_, k) => k),
        );
        for (const [k, type] of typesByPosition(topology).entries()) {
          const { sign, level } = cellShade(types, k);
          expect(level === 0 ? 'none' : sign).toBe(type);
        }
        const svg = render(h(MotifMatrix, { size: size, types: types }));
        const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg)!.map(Number);
        const [, x, y] = /<path d="M([\d.]+) ([\d.]+)h/.exec(svg)!.map(Number);
        expect(cellAt(size, types, (x! + 1) / width!, (y! + 1) / height!)).not.toBeNull();
      }),
    );
  });

  test('has lateral columns only where there is a lateral connection', () => {
    const inner = {
      ...small,
      inter: [
        ['none', 'none'],
        ['none', 'none'],
      ],
    } as const;
    expect(texts(render(h(MotifMatrix, { size: 2, types: certainTypes(small) })))).toEqual([
      ...['1', '2', '1', '2', 'b', 'a'],
    ]);
    expect(texts(render(h(MotifMatrix, { size: 2, types: certainTypes(inner) })))).not.toContain(
      'b',
    );
  });

  test('of a large motif is a picture', () => {
    const size = MOST_CELLS + 1;
    const types = new Float32Array(3 * positionCount(size));
    types[0] = 1;
    expect(render(h(MotifMatrix, { size: size, types: types }))).toContain('href="data:image/png');
  });

  test('numbers few enough neurons, the last among them', () => {
    expect(neuronTicks(4)).toEqual([1, 2, 3, 4]);
    expect(neuronTicks(40)).toEqual([1, 5, 10, 15, 20, 25, 30, 35, 40]);
    expect(neuronTicks(800).length).toBeLessThan(12);
  });
});

test('pixels are the cells', () => {
  fc.assert(
    fc.property(motifs(7), fc.constantFrom(1, 3), (topology, cell) => {
      const { size } = topology;
      const shared = { size, types: certainTypes(topology), lateral: true, cell };
      const opaque = decode(opaqueMotif(shared).png());
      const clear = decode(transparentMotif(shared).png());
      for (const { row, column, position } of matrixCells(size, true)) {
        const type = typesByPosition(topology)[position]!;
        const middle = Math.floor(cell / 2);
        const at = (row * cell + middle) * opaque.width + Math.round(column * cell) + middle;
        expect([...opaque.data.slice(3 * at, 3 * at + 3)]).toEqual([...rgb(THEMES.light[type])]);
        expect(clear.data[4 * at + 3]).toBe(type === 'none' ? 0 : 255);
      }
    }),
    { numRuns: 30 },
  );
});

test('text has a sign for each position', () => {
  expect(motifText(small)).toBe('  + ·  │ + ·\n  − ·  │ · ·');
  expect(motifText(small, (sign, type) => (type === 'inh' ? `<${sign}>` : sign))).toContain('<−>');
});

test('counts go by the most probable type', () => {
  fc.assert(
    fc.property(motifs(8), (topology) => {
      const { intra, inter } = countTypes(topology.size, certainTypes(topology));
      CONNECTION_TYPES.forEach((type, k) => {
        expect(intra[k]! + inter[k]!).toBe(count(topology, type));
      });
      expect(connectionCount(topology.size, certainTypes(topology))).toBe(
        count(topology, 'exc') + count(topology, 'inh'),
      );
    }),
  );
});
