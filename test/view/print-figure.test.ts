/** Figures as files: drawings of a known width that need nothing from outside. */
import { expect, test } from 'vitest';
import { drawEpochCurves } from '../../src/view/figures/epoch-curves.ts';
import {
  PRINT_WIDTHS,
  type PrintFigure,
  printFigure,
} from '../../src/view/figures/print-figure.tsx';
import { FONT_LACKS } from '../../src/view/figures/stand-alone.ts';
import { darkDrawings, inLightColours, THEMES } from '../../src/view/palette.ts';
import { seriesStyle } from '../../src/view/series.ts';

const [column, page] = PRINT_WIDTHS;
const curves = drawEpochCurves({
  label: 'loss',
  stages: [{ stage: 'train', first: 1, last: 3 }],
  series: [
    {
      style: seriesStyle(0),
      pieces: [[1, 2, 3].map((n) => ({ position: n, value: 1 / n, low: 0, high: 1 }))],
    },
  ],
});
const panel = { alt: 'Loss by epoch.', title: 'Loss', draw: curves };
const figure = (count: number, label = 'training'): PrintFigure => ({
  panels: Array.from({ length: count }, () => panel),
  legend: [{ label, colour: seriesStyle(0).colour, kind: 'line' }],
});
const attribute = (svg: string, name: string) =>
  new RegExp(`^<svg[^>]* ${name}="([^"]*)"`).exec(svg)![1]!;

test('a file has a width in millimetres, text of 7 to 8 points, and its own colours and font', () => {
  for (const width of PRINT_WIDTHS) {
    const [part, ...others] = printFigure(figure(1), width, 'AAAA');
    expect(others).toEqual([]);
    const { svg, millimetres } = part!;
    expect(attribute(svg, 'width')).toBe(`${width.millimetres}mm`);
    expect(millimetres.width).toBe(width.millimetres);
    const [, , units] = attribute(svg, 'viewBox').split(' ');
    const points =
      (Number(attribute(svg, 'font-size')) * width.millimetres * 72) / 25.4 / Number(units);
    expect(points).toBeGreaterThan(7);
    expect(points).toBeLessThan(8);
    expect(svg).toContain('xmlns="http://www.w3.org/2000/svg"');
    expect(svg).toContain('src: url(data:font/woff2;base64,AAAA)');
    expect(svg).toContain(THEMES.light.c1);
    expect(svg).not.toMatch(/var\(|currentColor/);
  }
});

test('panels beside each other where there is room, each with a letter', () => {
  const [one] = printFigure(figure(2), column, '');
  const [two] = printFigure(figure(2), page, '');
  const height = (svg: string) => Number(attribute(svg, 'viewBox').split(' ')[3]);
  expect(height(one!.svg)).toBeGreaterThan(1.8 * height(two!.svg));
  expect(two!.words).toMatch(/\(a\) Loss.*\(b\) Loss/s);
});

test('what is higher than a page goes on in another file, with the legend', () => {
  const parts = printFigure(figure(9), column, '');
  expect(parts.length).toBeGreaterThan(1);
  for (const { svg, millimetres } of parts) {
    expect(millimetres.height).toBeLessThan(230);
    expect(svg).toContain('>training</text>');
  }
  expect(parts.flatMap(({ words }) => words.match(/\([a-z]\) Loss/g) ?? [])).toHaveLength(9);
});

test('names are text', () => {
  const [part] = printFigure(figure(1, '</text><script>\u0007'), column, '');
  expect(part!.svg).toContain('&lt;/text>&lt;script>\\x07');
});

test('says what the font has no letters for', () => {
  expect('τ → 20 ms, Größe ±0.5 “я”'.match(FONT_LACKS)).toBeNull();
  expect('漢字 a ⚠'.match(FONT_LACKS)).toEqual(['漢', '字', '⚠']);
});

test('in a dark page, every colour of a drawing is one of the dark theme', () => {
  const rules = darkDrawings('svg');
  for (const colour of new Set(Object.values(THEMES.light))) {
    expect(rules).toContain(`svg[stroke="${colour}"]`);
  }
  expect(rules).toContain(`svg[fill="${THEMES.light.exc}"] { fill: ${THEMES.dark.exc}; }`);
  expect(inLightColours('<path fill="var(--inh)"/>')).toBe(`<path fill="${THEMES.light.inh}"/>`);
});
