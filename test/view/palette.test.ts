/** Colours that everyone can see and tell apart, defined in one place. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CONNECTION_TYPES } from '../../src/model/connection-types.ts';
import {
  type ColourName,
  cssVariables,
  mix,
  PIXEL_COLOURS,
  rgb,
  THEMES,
} from '../../src/view/palette.ts';
import { seriesStyle } from '../../src/view/series.ts';
import { place, showingSources, walk } from './sources.ts';

const DATA: readonly ColourName[] = ['exc', 'inh', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6'];
const TEXT: readonly ColourName[] = ['ink', 'soft', 'accent', 'good', 'warn', 'bad'];

function luminance(hex: string): number {
  const [red, green, blue] = rgb(hex).map((channel) => {
    const c = channel / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

/** Contrast of two colours, from 1 to 21 (WCAG 2). */
function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light! + 0.05) / (dark! + 0.05);
}

test('the contrast is that of WCAG', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 10);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  expect(contrast('#ffffff', '#ffffff')).toBe(1);
});

test.each(['light', 'dark'] as const)(
  '%s: data 3 : 1, text 4.5 : 1 on what they are on',
  (name) => {
    const theme = THEMES[name];
    for (const background of ['surface', 'ground'] as const) {
      for (const colour of DATA) {
        expect(
          contrast(theme[colour], theme[background]),
          `${colour}/${background}`,
        ).toBeGreaterThan(3);
      }
      for (const colour of TEXT) {
        const found = contrast(theme[colour], theme[background]);
        expect(found, `${colour}/${background}`).toBeGreaterThan(4.5);
      }
    }
    expect(contrast(theme['accent-ink'], theme.accent)).toBeGreaterThan(4.5);
    expect(contrast(theme.ink, theme['accent-wash'])).toBeGreaterThan(4.5);
    expect(contrast(theme.bad, theme['bad-wash'])).toBeGreaterThan(4.5);
    // Signs on cells, and cells on those of absent connections.
    for (const type of ['exc', 'inh'] as const) {
      expect(contrast(theme[type], theme['on-data'])).toBeGreaterThan(3);
      expect(contrast(theme[type], theme.none)).toBeGreaterThan(3);
    }
  },
);

test('pictures in pixels show on both surfaces', () => {
  for (const colour of Object.values(PIXEL_COLOURS)) {
    for (const { surface } of Object.values(THEMES)) {
      expect(contrast(colour, surface)).toBeGreaterThan(3);
    }
  }
});

test('both themes have the same colours, as CSS variables', () => {
  expect(Object.keys(THEMES.dark)).toEqual(Object.keys(THEMES.light));
  expect(cssVariables('dark')).toContain(`--exc: ${THEMES.dark.exc};`);
  for (const type of CONNECTION_TYPES) expect(THEMES.light[type]).toMatch(/^#[\da-f]{6}$/);
});

test('colours mix channel by channel', () => {
  expect(mix(rgb('#ffffff'), rgb('#0072b2'), 0)).toEqual([255, 255, 255]);
  expect(mix(rgb('#000000'), rgb('#ff8000'), 0.5)).toEqual([128, 64, 0]);
});

test('series differ by more than their colour', () => {
  const styles = Array.from({ length: 36 }, (_, k) => seriesStyle(k));
  expect(new Set(styles.map(({ name, dash }) => `${name} ${dash}`)).size).toBe(36);
  expect(new Set(styles.map(({ name, symbol }) => `${name} ${symbol}`)).size).toBe(36);
});

test('nothing else that is shown has a colour of its own', () => {
  const found: string[] = [];
  for (const source of showingSources()) {
    walk(source.program, (node) => {
      const text = node.type === 'Literal' ? String(node.value) : '';
      if (/^#([\da-f]{3}|[\da-f]{6})$/i.test(text)) found.push(`${place(source, node)} ${text}`);
    });
  }
  const styles = 'src/studio/page/styles';
  for (const file of readdirSync(styles)) {
    const text = readFileSync(`${styles}/${file}`, 'utf8');
    for (const [colour] of text.matchAll(/#[\da-f]{3,6}\b/gi)) found.push(`${file} ${colour}`);
    // Every variable that is used is one of the palette, or the shadow of the theme.
    for (const [, name] of text.matchAll(/var\(--([\w-]+)\)/g)) {
      if (!(name! in THEMES.light) && name !== 'shadow') found.push(`${file} --${name}`);
    }
  }
  expect(found).toEqual([]);
});
