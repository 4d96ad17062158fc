/**
 * A figure as files for a paper: panels, their titles and the legend in one drawing, as wide as a column or two of a
 * page, in which text has 7 to 8 points. What is higher than a page is divided.
 */
import type { JSX } from 'preact';
import { render } from 'preact-render-to-string';
import { visibleLines } from '../../core/visible.ts';
import { type LegendEntry, LegendKey } from '../legend-key.tsx';
import { cssColour, inLightColours } from '../palette.ts';
import { coordinate } from '../svg.ts';
import { wrapped } from '../wrapped.ts';
import { type Drawing, NARROW, WIDE } from './drawing.ts';
import { FIGURE_FONT, STAND_ALONE, TEXT_SIZE } from './stand-alone.ts';

export interface PrintPanel {
  /** What it shows, in words. */
  readonly alt: string;
  readonly title?: string | undefined;
  readonly legend?: readonly LegendEntry[];
  readonly draw: Drawing;
  /** Takes the whole width. */
  readonly full?: boolean;
}

export interface PrintFigure {
  readonly panels: readonly PrintPanel[];
  readonly legend: readonly LegendEntry[];
}

/** Widths of a column and of two in journals, and the units that drawings have in them. */
export const PRINT_WIDTHS = [
  { name: '84mm', millimetres: 84, units: NARROW },
  { name: '174mm', millimetres: 174, units: WIDE },
] as const;
export type PrintWidth = (typeof PRINT_WIDTHS)[number];

/** Most that fits a page, with its caption. */
const MOST_MILLIMETRES = 225;

/** Between panels, and between lines of text, in units. */
const GAP = 14;
const LINE = 15;
/** A letter on average, as a share of the size of the text: no text is measured, so rather too much. */
const LETTER = 0.62;
const KEY = 36;

/** Something at a place, with the height that it takes. */
interface Block {
  readonly height: number;
  readonly at: (x: number, y: number) => JSX.Element;
}

/** A file of a figure. */
export interface PrintedPart {
  readonly svg: string;
  /** The text in it. */
  readonly words: string;
  readonly millimetres: { readonly width: number; readonly height: number };
}

/** @param font WOFF2 of the figures' font, in base64 */
export function printFigure(
  { panels, legend }: PrintFigure,
  { units, millimetres }: PrintWidth,
  font: string,
): PrintedPart[] {
  const scale = millimetres / units;
  const most = MOST_MILLIMETRES / scale;
  const titled = panels.map((panel, k) => ({
    ...panel,
    title: panels.length === 1 ? panel.title : `(${letter(k)}) ${panel.title ?? ''}`.trim(),
  }));
  const head = legendBlock(legend, units);
  const parts: Block[][] = [];
  let room = 0;
  for (const row of rowsOf(titled, units)) {
    if (row.height + GAP > room) {
      parts.push([head]);
      room = most - head.height;
    }
    parts.at(-1)!.push(row);
    room -= row.height + GAP;
  }
  return parts.map((blocks) => {
    const height = blocks.reduce((sum, block) => sum + block.height + GAP, -GAP);
    const alternative = panels.map(({ alt }) => alt).join(' ');
    const sheet = (
      <Sheet {...{ blocks, alternative, font, scale }} width={units} height={Math.ceil(height)} />
    );
    const svg = visibleLines(inLightColours(render(sheet)));
    return {
      svg,
      words: svg.replace(/<(title|style)>.*?<\/\1>|<[^>]*>/gs, ''),
      millimetres: { width: millimetres, height: Math.ceil(height) * scale },
    };
  });
}

const letter = (k: number): string =>
  (k < 26 ? '' : letter(Math.floor(k / 26) - 1)) + String.fromCharCode(97 + (k % 26));

interface SheetProps {
  readonly blocks: readonly Block[];
  readonly alternative: string;
  readonly font: string;
  readonly scale: number;
  readonly width: number;
  readonly height: number;
}

function Sheet({ blocks, alternative, font, scale, width, height }: SheetProps): JSX.Element {
  let y = 0;
  const placed = blocks.map((block) => {
    const element = block.at(0, y);
    if (block.height > 0) y += block.height + GAP;
    return element;
  });
  const face = `@font-face { font-family: '${FIGURE_FONT}'; src: url(data:font/woff2;base64,${font}) format('woff2'); }`;
  return (
    <svg
      {...STAND_ALONE}
      viewBox={`0 0 ${width} ${height}`}
      width={`${coordinate(width * scale)}mm`}
      height={`${coordinate(height * scale)}mm`}
      fill={cssColour('ink')}
    >
      <title>{alternative}</title>
      <style>{face}</style>
      {placed}
    </svg>
  );
}

/** Panels beside each other, as many as have room. */
function rowsOf(panels: readonly PrintPanel[], width: number): Block[] {
  const rows: Block[][] = [];
  let left = 0;
  for (const panel of panels) {
    const own = panel.full ? width : NARROW;
    if (own > left) {
      rows.push([]);
      left = width;
    }
    rows.at(-1)!.push(panelBlock(panel, own));
    left -= own;
  }
  return rows.map((blocks) => ({
    height: Math.max(...blocks.map(({ height }) => height)),
    at: (x, y) => <>{blocks.map((block, k) => block.at(x + k * (width - NARROW), y))}</>,
  }));
}

function panelBlock({ title, legend = [], draw }: PrintPanel, width: number): Block {
  const drawing = draw(width);
  const [, across, down] = /^<svg[^>]* viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(drawing)!;
  const height = (Number(down) * width) / Number(across);
  const head = [titleBlock(title, width), legendBlock(legend, width)];
  const above = head.reduce((sum, block) => sum + block.height, 0);
  return {
    height: above + height,
    at: (x, y) => (
      <>
        {head.map((block, k) => block.at(x, y + (k === 0 ? 0 : head[0]!.height)))}
        <g dangerouslySetInnerHTML={{ __html: placedAt(drawing, x, y + above, width, height) }} />
      </>
    ),
  };
}

/** A drawing inside another, at its place and size. */
const placedAt = (svg: string, x: number, y: number, width: number, height: number): string =>
  svg.replace(/^<svg([^>]*)>/, (_, own: string) => {
    const kept = own.replace(/ (?:width|height|class|aria-hidden)="[^"]*"/g, '');
    return `<svg x="${coordinate(x)}" y="${coordinate(y)}" width="${coordinate(width)}" height="${coordinate(height)}" overflow="visible"${kept}>`;
  });

function titleBlock(title: string | undefined, width: number): Block {
  const lines =
    title === undefined
      ? []
      : wrapped(title.split(' '), Math.floor(width / (LETTER * TEXT_SIZE))).split('\n');
  return {
    height: LINE * lines.length,
    at: (x, y) => (
      <>
        {lines.map((line, k) => (
          <text key={line} x={coordinate(x)} y={coordinate(y + TEXT_SIZE + k * LINE)}>
            {line}
          </text>
        ))}
      </>
    ),
  };
}

/** Keys with their words, in as many lines as they need. */
function legendBlock(entries: readonly LegendEntry[], width: number): Block {
  let [column, line] = [0, 0];
  const placed = entries.map((entry) => {
    const own = KEY + LETTER * TEXT_SIZE * entry.label.length + GAP;
    if (column > 0 && column + own - GAP > width) {
      column = 0;
      line += 1;
    }
    const place = { entry, column, line };
    column += own;
    return place;
  });
  return {
    height: entries.length === 0 ? 0 : LINE * (line + 1),
    at: (x, y) => (
      <>
        {placed.map(({ entry, column: own, line: row }) => (
          <g
            key={entry.label}
            transform={`translate(${coordinate(x + own)} ${coordinate(y + row * LINE)})`}
          >
            <LegendKey {...entry} />
            <text x={KEY} y={TEXT_SIZE}>
              {entry.label}
            </text>
          </g>
        ))}
      </>
    ),
  };
}
