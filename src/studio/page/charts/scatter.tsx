/**
 * Points by two axes, each of which leads to what it stands for. A point is read by the pointer, by a first touch, or by
 * keys: one of them is in the order of the tab key, and the arrows go from one to the next.
 */
import { useMemo, useRef, useState } from 'preact/hooks';
import { csvText } from '../../../view/csv.ts';
import { capital, counted } from '../../../view/format.ts';
import { cssColour } from '../../../view/palette.ts';
import { coordinate } from '../../../view/svg.ts';
import type { Axis } from './axis.ts';
import { type ChartFile, FileButtons, fileName } from './file-buttons.tsx';
import { useWidth } from './use-size.ts';

const HEIGHT = 280;
const [LEFT, RIGHT, TOP, BOTTOM] = [66, 24, 26, 44];
const SOFT = { fill: cssColour('soft'), 'font-size': 12 } as const;
/** Around a point, for fingers. */
const TOUCH = 11;

/** How items become points. */
export interface Points<Item> {
  readonly items: readonly Item[];
  /** What they are, for a reader of the screen: `trial`. */
  readonly noun: string;
  name(item: Item): string;
  /** Where it leads; null if nowhere. */
  address(item: Item): string | null;
  /** Drawn as the others, or faintly, or as the best. */
  look(item: Item): 'usual' | 'faint' | 'best';
}

interface Point<Item> {
  readonly item: Item;
  readonly cx: number;
  readonly cy: number;
}

const short = (text: string) => (text.length > 9 ? `${text.slice(0, 8)}…` : text);

export function ScatterChart<Item>({
  x,
  y,
  points: given,
}: {
  readonly x: Axis<Item>;
  readonly y: Axis<Item>;
  readonly points: Points<Item>;
}) {
  const { items, noun, name, look } = given;
  const [box, width] = useWidth<HTMLDivElement>();
  const across = (place: number) => LEFT + (Math.max(width, 200) - LEFT - RIGHT) * place;
  const up = (place: number) => HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * place;
  const points = useMemo(
    () =>
      items
        .flatMap((item): Point<Item>[] => {
          const [h, v] = [x.place(item), y.place(item)];
          return h === null || v === null ? [] : [{ item, cx: across(h), cy: up(v) }];
        })
        .sort((a, b) => a.cx - b.cx || b.cy - a.cy),
    [items, x, y, width],
  );
  const label = `${capital(y.name)} by ${x.name}`;
  const words = ({ item }: Point<Item>) =>
    `${name(item)}: ${x.name} ${x.text(item)}, ${y.name} ${y.text(item)}`;
  const download = async (file: ChartFile) => {
    const [{ save }, files] = await Promise.all([
      import('./curve-files.ts'),
      import('./drawing-files.ts'),
    ]);
    const drawing = box.current!.querySelector('svg')!;
    if (file === 'csv') {
      const rows = points.map(({ item }) => [name(item), x.order(item), y.order(item)]);
      const text = csvText([noun, x.name, y.name], rows);
      save(fileName(label, file), new Blob([text], { type: 'text/csv' }));
    } else if (file === 'png') save(fileName(label, file), await files.drawingPng(drawing));
    else {
      const svg = files.drawingSvg(drawing);
      save(fileName(label, file), new Blob([svg], { type: 'image/svg+xml' }));
    }
  };
  const { read, marks } = useMarks(points, given, words);
  return (
    <>
      <div class="chart" ref={box}>
        {width > 0 && (
          // biome-ignore lint/a11y/useSemanticElements: a drawing is no fieldset
          <svg
            width={width}
            height={HEIGHT}
            viewBox={`0 0 ${width} ${HEIGHT}`}
            role="group"
            aria-label={`${label} of ${counted(points.length, noun)}; the table has the same figures.`}
          >
            <text x={4} y={14} {...SOFT}>
              ↑ {y.name}
            </text>
            <text x={width - 4} y={HEIGHT - 6} text-anchor="end" {...SOFT}>
              {x.name} →
            </text>
            {y.ticks.map(({ place, text }) => (
              <g key={place}>
                <line
                  x1={LEFT}
                  x2={width - RIGHT}
                  y1={coordinate(up(place))}
                  y2={coordinate(up(place))}
                  stroke={cssColour('line')}
                />
                <text x={LEFT - 6} y={coordinate(up(place) + 4)} text-anchor="end" {...SOFT}>
                  {short(text)}
                </text>
              </g>
            ))}
            {x.ticks.map(({ place, text }) => (
              <text
                key={place}
                x={coordinate(across(place))}
                y={HEIGHT - BOTTOM + 18}
                text-anchor="middle"
                {...SOFT}
              >
                {short(text)}
              </text>
            ))}
            {/* What is faint is below the others. */}
            {marks.filter(({ item }) => look(item) === 'faint').map(({ drawing }) => drawing)}
            {marks.filter(({ item }) => look(item) !== 'faint').map(({ drawing }) => drawing)}
          </svg>
        )}
      </div>
      <p class="small" role="status">
        {read === null ? (
          <span class="soft">
            {points.length === 0
              ? `No ${noun} has both.`
              : 'Point at or touch a point, or go from one to the next by the arrow keys; it leads on.'}
          </span>
        ) : (
          <Words point={read} points={given} text={words(read)} />
        )}
        {points.length < items.length && points.length > 0 && (
          <span class="soft"> {counted(items.length - points.length, noun)} without both.</span>
        )}
      </p>
      <div class="tools row small">
        <FileButtons label={label} download={(file) => void download(file)} />
      </div>
    </>
  );
}

function Words<Item>({
  point: { item },
  points: { name, address },
  text,
}: {
  readonly point: Point<Item>;
  readonly points: Points<Item>;
  readonly text: string;
}) {
  const link = address(item);
  const rest = text.slice(name(item).length);
  return (
    <>
      {link === null ? name(item) : <a href={link}>{name(item)}</a>}
      {rest}
    </>
  );
}

/** The points as marks, and which of them is being read. */
function useMarks<Item>(
  points: readonly Point<Item>[],
  given: Points<Item>,
  words: (point: Point<Item>) => string,
) {
  const { address, name, look } = given;
  /** The name of the item that is read: the same after others have come or gone. */
  const [at, setAt] = useState<string | null>(null);
  const shownBefore = useRef(false);
  const list = useRef<({ focus(): void } | null)[]>([]);
  const place = at === null ? -1 : points.findIndex(({ item }) => name(item) === at);
  const current = place < 0 ? null : place;
  const go = (to: number) => list.current[Math.max(0, Math.min(points.length - 1, to))]?.focus();
  const keys = (k: number) => (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    const to = by === undefined ? { Home: 0, End: points.length - 1 }[event.key] : k + by;
    if (to === undefined) return;
    event.preventDefault();
    go(to);
  };
  const mark = (point: Point<Item>, k: number) => {
    const { item, cx, cy } = point;
    const looks = look(item);
    const centre = { cx: coordinate(cx), cy: coordinate(cy) };
    const handlers = {
      ref: (element: { focus(): void } | null) => {
        list.current[k] = element;
      },
      tabIndex: k === (current ?? 0) ? 0 : -1,
      'aria-label': words(point),
      onFocus: () => setAt(name(item)),
      // A finger reads by its first touch, below.
      onPointerEnter: (event: PointerEvent) => {
        if (event.pointerType !== 'touch') setAt(name(item));
      },
      onKeyDown: keys(k),
    };
    const drawn = (
      <>
        <circle data-touch {...centre} r={TOUCH} fill="transparent" />
        <circle
          {...centre}
          r={k === current ? 7 : looks === 'best' ? 6 : 4.5}
          fill={cssColour(looks === 'faint' ? 'line' : looks === 'best' ? 'c2' : 'c1')}
          stroke={cssColour(k === current ? 'ink' : 'surface')}
        />
      </>
    );
    const drawing = (
      <a
        key={name(item)}
        href={address(item) ?? undefined}
        {...handlers}
        onPointerDown={() => {
          shownBefore.current = k === current;
        }}
        // A finger cannot point without pressing: what it touches first is read.
        onClick={(event) => {
          const touched = (event as unknown as PointerEvent).pointerType === 'touch';
          if (!touched || shownBefore.current) return;
          event.preventDefault();
          setAt(name(item));
        }}
      >
        {drawn}
      </a>
    );
    return { item, drawing };
  };
  const marks = useMemo(() => points.map(mark), [points, given, current]);
  return { read: current === null ? null : points[current]!, marks };
}
