/**
 * Draws the picture of the README from a finished search: `npx tsx scripts/figure.ts RUN OUT.svg`.
 * RUN is the directory of one search (not of a group of seeds).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as Plot from '@observablehq/plot';
import { h, type VNode } from 'preact';
import { render } from 'preact-render-to-string';
import type { Architecture, MotifLayer } from '../src/model/architecture-schema.ts';
import { drawPlot, SOFT } from '../src/view/figures/drawing.ts';
import { type LegendEntry, LegendKey } from '../src/view/legend-key.tsx';
import { MOTIF_LEGEND } from '../src/view/motif-graph.tsx';
import { certainTypes } from '../src/view/motif-layout.ts';
import { MotifMatrix } from '../src/view/motif-matrix.tsx';
import { CUTS, MEASURES } from '../src/view/names.ts';
import { cssColour, cssVariables } from '../src/view/palette.ts';
import { EVENTS } from '../src/view/record-names.ts';
import { seriesStyle, VALIDATION_SERIES } from '../src/view/series.ts';

/** What the picture needs of an iteration's event. */
interface Iteration {
  readonly event: string;
  readonly stage: string;
  readonly validationAccuracy: number;
  readonly layers: readonly {
    readonly sizes: readonly number[];
    readonly sizeProbabilities: readonly number[];
  }[];
}

const WIDTH = 330;
const HEIGHT = 300;
const GAP = 10;

const [run, out] = process.argv.slice(2) as [string, string];
const read = (name: string): string => readFileSync(join(run, name), 'utf8');
const iterations = read('metrics.jsonl')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Iteration)
  .filter(({ event }) => event === 'iteration');
const firstOfTypes = iterations.findIndex(({ stage }) => stage === 'types');
const { hidden } = JSON.parse(read('architecture.json')) as Architecture;
const { motif } = hidden.find((layer): layer is MotifLayer => layer.kind === 'scml')!;

const { sizes } = iterations[0]!.layers[0]!;
const sizePanel = drawPlot({
  width: WIDTH,
  height: HEIGHT,
  x: { label: 'iteration →' },
  y: { label: '↑ probability', zero: true, grid: true },
  marks: sizes.map((_, v) => {
    const { colour, dash } = seriesStyle(v);
    const points = iterations
      .slice(0, firstOfTypes)
      .map(({ layers }, k) => ({ x: k + 1, y: layers[0]!.sizeProbabilities[v]! }));
    return Plot.line(points, {
      ...{ x: 'x', y: 'y', stroke: colour, strokeWidth: 2 },
      ...(dash ? { strokeDasharray: dash } : {}),
    });
  }),
});

const accuracies = iterations.map(({ validationAccuracy }, k) => ({
  x: k + 1,
  y: 100 * validationAccuracy,
}));
const labelIsLeft = firstOfTypes > iterations.length / 2;
const accuracyPanel = drawPlot({
  width: WIDTH,
  height: HEIGHT,
  // For half of the last tick.
  marginRight: 22,
  x: { label: 'iteration →' },
  y: { label: '↑ accuracy (%)', grid: true, domain: [0, 100] },
  marks: [
    Plot.dot(accuracies, { x: 'x', y: 'y', r: 1.2, fill: cssColour('line') }),
    Plot.line(
      accuracies,
      Plot.windowY({ k: 15 }, { x: 'x', y: 'y', stroke: VALIDATION_SERIES.colour, strokeWidth: 2 }),
    ),
    Plot.ruleX([firstOfTypes + 0.5], { strokeDasharray: '3 3', stroke: SOFT }),
    Plot.text([`${EVENTS.cut.label} ${CUTS.size.label}`], {
      x: firstOfTypes + 0.5,
      frameAnchor: 'bottom',
      dx: labelIsLeft ? -5 : 5,
      dy: -8,
      textAnchor: labelIsLeft ? 'end' : 'start',
    }),
  ],
});

/** An element in a place of its own. */
const at = (x: number, y: number, content: string | VNode): string =>
  `<g transform="translate(${x} ${y})">${typeof content === 'string' ? content : render(content)}</g>`;

const key = (entries: readonly LegendEntry[], step: number): string =>
  entries
    .map(({ label, ...mark }, k) =>
      at(k * step, 0, `${render(h(LegendKey, mark))}<text x="35" y="11">${label}</text>`),
    )
    .join('');

const panels = [
  {
    title: '1  The search weighs motif sizes',
    legend: key(
      sizes.map((size, v) => ({ label: String(size), kind: 'line', ...seriesStyle(v) })),
      60,
    ),
    picture: sizePanel,
  },
  {
    title: '2  … and connection types',
    legend: key(
      [
        {
          label: MEASURES.validationAccuracy.label,
          kind: 'line',
          colour: VALIDATION_SERIES.colour,
        },
      ],
      0,
    ),
    picture: accuracyPanel,
  },
  {
    title: '3  The motif that it found',
    legend: key(MOTIF_LEGEND, 110),
    picture: render(
      h('svg', { width: WIDTH, height: HEIGHT, viewBox: '0 0 360 327' }, [
        h(MotifMatrix, { size: motif.size, types: certainTypes(motif) }),
      ]),
    ),
  },
].map(({ title, legend, picture }, k) =>
  at(
    15 + (WIDTH + GAP) * k,
    0,
    `<text y="26" font-size="16" font-weight="600">${title}</text>${at(0, 38, legend)}${at(0, 58, picture)}`,
  ),
);
const width = 30 + 3 * WIDTH + 2 * GAP;
const style = `:root { ${cssVariables('light')} } @media (prefers-color-scheme: dark) { :root { ${cssVariables('dark')} } } text { fill: currentColor; }`;
writeFileSync(
  out,
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} 370" font-family="system-ui, sans-serif" font-size="13" color="var(--ink)" role="img" aria-label="A search: probabilities of motif sizes, accuracy over iterations, and the motif found"><style>${style}</style><rect width="${width}" height="370" fill="var(--surface)"/>${panels.join('')}</svg>\n`,
);
