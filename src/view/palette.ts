/**
 * All colours, in a light and a dark theme. Data are drawn in those of Okabe and Ito, which readers
 * with any kind of colour vision can tell apart; where they are too pale for white, they are darkened,
 * for the dark theme lightened. A test holds data to a contrast of 3 : 1 and text to 4.5 : 1 against the
 * surface they are drawn on (WCAG 2, success criteria 1.4.3 and 1.4.11).
 */
import type { ConnectionType } from '../model/connection-types.ts';

const LIGHT = {
  /** What text and figures are on, and what surrounds it. */
  surface: '#ffffff',
  ground: '#f7f6f3',
  sunken: '#f1efea',
  ink: '#1c2329',
  soft: '#56606a',
  line: '#dedbd4',
  'strong-line': '#8b8f94',
  /** Links and what can be pressed, text on it, and a wash of it. */
  accent: '#00609b',
  'accent-ink': '#ffffff',
  'accent-wash': '#e4eff7',
  good: '#00724f',
  warn: '#8a5a00',
  bad: '#a63c00',
  'bad-wash': '#fbeee6',
  /** Connection types. An absent connection is background, not a mark. */
  exc: '#0072b2',
  inh: '#d55e00',
  none: '#ebe9e4',
  /** Text on a full colour of data. */
  'on-data': '#ffffff',
  /** Series of data, in this order. */
  c1: '#0072b2',
  c2: '#d55e00',
  c3: '#009e73',
  c4: '#b8568f',
  c5: '#c07f00',
  c6: '#3a95c9',
  /** From no neuron to all of them. */
  'heat-0': '#f1f5f8',
  'heat-1': '#0b3d63',
} as const;

/** Name of a colour: a CSS variable of the same name in reports and in the studio. */
export type ColourName = keyof typeof LIGHT;

const DARK: Readonly<Record<ColourName, string>> = {
  surface: '#1a2026',
  ground: '#12161a',
  sunken: '#151a1f',
  ink: '#e9e7e2',
  soft: '#a3adb6',
  line: '#2c343c',
  'strong-line': '#6d7780',
  accent: '#6cbdf0',
  'accent-ink': '#0d1a24',
  'accent-wash': '#1c2f3d',
  good: '#4fd1a5',
  warn: '#f0bd5b',
  bad: '#ff9a62',
  'bad-wash': '#35241b',
  exc: '#4aa8e0',
  inh: '#f07d2e',
  none: '#262d35',
  'on-data': '#0b0d0f',
  c1: '#4aa8e0',
  c2: '#f07d2e',
  c3: '#2fc49a',
  c4: '#df97c0',
  c5: '#f0b23a',
  c6: '#9bd8f8',
  'heat-0': '#1e262d',
  'heat-1': '#a8dcff',
};

export type ThemeName = 'light' | 'dark';

export const THEMES: Readonly<Record<ThemeName, Readonly<Record<ColourName, string>>>> = {
  light: LIGHT,
  dark: DARK,
};

/** Pictures in pixels cannot follow the theme of a page: these show on both surfaces. */
export const PIXEL_COLOURS = { exc: '#1584c4', inh: '#e26810' } as const;

/** Events of a camera, and of a sensor with one polarity, on white. */
export const EVENT_COLOURS = { on: LIGHT.c2, off: LIGHT.c1, only: LIGHT.ink } as const;

/** Connection types and texts in a terminal, by names of Node's `styleText`. */
export const TERMINAL_COLOURS = {
  exc: 'blueBright',
  inh: 'red',
  none: 'gray',
  /** Of a bar. */
  done: 'cyan',
  left: 'gray',
  ok: 'green',
  warning: 'yellow',
  problem: 'red',
  heading: 'bold',
} as const satisfies Readonly<Record<ConnectionType, string> & Record<string, string>>;

/** What a text in a terminal is coloured as. */
export type TerminalColour = keyof typeof TERMINAL_COLOURS;

/** A colour of the page's theme, for marks that follow it. */
export const cssColour = (name: ColourName): string => `var(--${name})`;

/** The colours of a theme as CSS variables. */
export const cssVariables = (theme: ThemeName): string =>
  Object.entries(THEMES[theme])
    .map(([name, colour]) => `--${name}: ${colour};`)
    .join(' ');

/** A drawing that needs no page: the colours of the light theme in place of variables. */
export const inLightColours = (svg: string): string =>
  svg
    .replace(/var\(--([\w-]+)\)/g, (_, name: string) => LIGHT[name as ColourName])
    .replaceAll('currentColor', LIGHT.ink);

/** Rules that give the marks of such drawings the colours of the dark theme. @param selector of marks */
export function darkDrawings(selector: string): string {
  const dark = new Map<string, string>();
  for (const [name, colour] of Object.entries(LIGHT)) {
    // The first name of a colour counts: white is the surface.
    if (!dark.has(colour)) dark.set(colour, DARK[name as ColourName]);
  }
  return [...dark]
    .flatMap(([light, colour]) =>
      ['fill', 'stroke'].map((what) => `${selector}[${what}="${light}"] { ${what}: ${colour}; }`),
    )
    .join('\n');
}

export type Rgb = readonly [red: number, green: number, blue: number];

/** @param hex `#rrggbb` */
export const rgb = (hex: string): Rgb => [
  Number.parseInt(hex.slice(1, 3), 16),
  Number.parseInt(hex.slice(3, 5), 16),
  Number.parseInt(hex.slice(5, 7), 16),
];

/** A colour between two, `share` of the way from the first. */
export const mix = (from: Rgb, to: Rgb, share: number): Rgb => [
  Math.round(from[0] + (to[0] - from[0]) * share),
  Math.round(from[1] + (to[1] - from[1]) * share),
  Math.round(from[2] + (to[2] - from[2]) * share),
];
