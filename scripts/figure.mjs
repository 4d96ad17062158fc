/**
 * Draws the picture of the README from a finished search: `node scripts/figure.mjs RUN OUT.svg`.
 * RUN is the directory of one search (not of a group of seeds).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

const [run, out] = process.argv.slice(2);
const { document } = parseHTML('<!doctype html><body></body>');
const read = (name) => readFileSync(join(run, name), 'utf8');
const events = read('metrics.jsonl')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
const iterations = events.filter(({ event }) => event === 'iteration');
const firstOfTypes = iterations.findIndex(({ stage }) => stage === 'types');
const { motif } = JSON.parse(read('architecture.json')).hidden.find(({ kind }) => kind === 'scml');

/** Safe for colour-blind readers (Okabe and Ito). */
const COLOURS = ['#0072B2', '#E69F00', '#009E73', '#CC79A7', '#56B4E9', '#D55E00'];
const common = { document, height: 300 };

const sizes = iterations.slice(0, firstOfTypes).flatMap(({ layers }, k) =>
  layers[0].sizes.map((size, v) => ({
    iteration: k + 1,
    size: String(size),
    probability: layers[0].sizeProbabilities[v],
  })),
);
const last = sizes.filter(({ iteration }) => iteration === firstOfTypes);
const sizePanel = Plot.plot({
  ...common,
  width: 330,
  marginRight: 30,
  x: { label: 'iteration' },
  y: { label: 'probability of each motif size', zero: true, grid: true },
  color: { range: COLOURS, domain: last.map(({ size }) => size) },
  marks: [Plot.line(sizes, { x: 'iteration', y: 'probability', stroke: 'size', strokeWidth: 2 })],
});
const losses = iterations.map(({ validationAccuracy }, k) => ({
  iteration: k + 1,
  accuracy: 100 * validationAccuracy,
}));
const accuracyPanel = Plot.plot({
  ...common,
  width: 330,
  x: { label: 'iteration' },
  y: { label: 'accuracy on validation batches (%)', grid: true, domain: [0, 100] },
  marks: [
    Plot.dot(losses, { x: 'iteration', y: 'accuracy', r: 1.2, fill: '#bbb' }),
    Plot.line(
      losses,
      Plot.windowY(
        { k: 15 },
        { x: 'iteration', y: 'accuracy', stroke: COLOURS[0], strokeWidth: 2 },
      ),
    ),
    Plot.ruleX([firstOfTypes + 0.5], { strokeDasharray: '4 3', stroke: '#555' }),
    Plot.text(['motif size chosen'], {
      x: firstOfTypes + 0.5,
      frameAnchor: 'bottom',
      dx: 5,
      dy: -8,
      textAnchor: 'start',
    }),
  ],
});
const cells = [
  ...motif.intra.flatMap((row, p) => row.map((type, q) => ({ p, q, type }))),
  ...motif.inter.flatMap((row, p) => row.map((type, d) => ({ p, q: motif.size + 0.5 + d, type }))),
];
const NAMES = { exc: 'excitatory', inh: 'inhibitory', none: 'none' };
const SIGNS = { exc: '+', inh: '−', none: '' };
const shared = {
  x1: ({ q }) => q,
  x2: ({ q }) => q + 0.94,
  y1: ({ p }) => p,
  y2: ({ p }) => p + 0.94,
};
const motifPanel = Plot.plot({
  ...common,
  width: 330,
  marginTop: 30,
  x: { axis: null, domain: [0, motif.size + 2.5] },
  y: { axis: null, domain: [motif.size, 0] },
  color: { domain: Object.values(NAMES), range: [COLOURS[0], COLOURS[5], '#eee'] },
  marks: [
    Plot.rect(cells, { ...shared, fill: ({ type }) => NAMES[type], rx: 2 }),
    Plot.text(cells, {
      x: ({ q }) => q + 0.47,
      y: ({ p }) => p + 0.47,
      text: ({ type }) => SIGNS[type],
      fill: 'white',
      fontWeight: 'bold',
      fontSize: Math.min(20, 200 / motif.size),
    }),
    Plot.text(['from the same motif'], { x: 0, y: 0, dy: -12, textAnchor: 'start' }),
    Plot.text(['before, after'], { x: motif.size + 2.5, y: 0, dy: -12, textAnchor: 'end' }),
  ],
});

/** Panels side by side in one SVG, each under its title. */
const titles = [
  '1  The search weighs motif sizes',
  '2  … and connection types',
  '3  The motif that it found',
];
const key = last
  .map(
    ({ size }, k) =>
      `<rect x="${60 + 52 * k}" y="40" width="12" height="12" fill="${COLOURS[k]}"/><text x="${77 + 52 * k}" y="51">${size}</text>`,
  )
  .join('');
const typeKey = Object.values(NAMES)
  .map(
    (name, k) =>
      `<rect x="${705 + 100 * k}" y="40" width="12" height="12" fill="${[COLOURS[0], COLOURS[5], '#ddd'][k]}"/><text x="${722 + 100 * k}" y="51">${name}</text>`,
  )
  .join('');
const panels = [sizePanel, accuracyPanel, motifPanel].map((panel, k) => {
  panel.setAttribute('x', String(15 + 340 * k));
  panel.setAttribute('y', '58');
  return `<text x="${20 + 340 * k}" y="26" font-size="16" font-weight="600">${titles[k]}</text>${panel.outerHTML}`;
});
writeFileSync(
  out,
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1030 370" font-family="system-ui, sans-serif" font-size="13" fill="#222" role="img" aria-label="A search: probabilities of motif sizes, accuracy over iterations, and the motif found"><rect width="1030" height="370" fill="white"/>${panels.join('')}${key}${typeKey}</svg>\n`,
);
