/** The matrix of a layer's connections, to be looked at as a whole and from near: wheel, drag, keys. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { significant } from '../../../view/format.ts';
import { TYPES } from '../../../view/names.ts';
import { colour, useTheme } from '../theme.ts';
import { drawMatrix, type MatrixContent, type Sight } from './matrix-drawing.ts';
import { sharpContext, useWidth } from './use-size.ts';

const LARGEST = 760;
const NEAREST = 40;

const clamp = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value));

/** Keeps the matrix in sight. */
function within(sight: Sight, size: number, neurons: number): Sight {
  const scale = clamp(sight.scale, size / neurons, Math.max(NEAREST, size / neurons));
  const furthest = Math.max(0, neurons - size / scale);
  return { scale, x: clamp(sight.x, 0, furthest), y: clamp(sight.y, 0, furthest) };
}

export function ConnectionMatrix({ content }: { readonly content: MatrixContent }) {
  const { rows } = content;
  const [box, width] = useWidth<HTMLDivElement>();
  const size = Math.min(LARGEST, width);
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useTheme();
  const [sight, setSight] = useState<Sight | null>(null);
  const [read, setRead] = useState('');
  const held = useRef(new Map<number, { x: number; y: number }>());
  const whole: Sight = { x: 0, y: 0, scale: size / rows.neurons };
  const now = sight === null ? whole : within(sight, size, rows.neurons);
  const latest = useRef(now);
  latest.current = now;

  useEffect(() => {
    if (!canvas.current || size < 50) return;
    const context = sharpContext(canvas.current, size, size);
    const colours = {
      exc: colour('exc'),
      inh: colour('inh'),
      surface: colour('surface'),
      line: colour('line'),
    };
    const frame = requestAnimationFrame(() =>
      drawMatrix(context, size, devicePixelRatio || 1, content, now, colours),
    );
    return () => cancelAnimationFrame(frame);
  }, [content, now.x, now.y, now.scale, size, theme]);

  const zoom = (factor: number, at: { x: number; y: number } = { x: size / 2, y: size / 2 }) => {
    const { x, y, scale } = latest.current;
    const next = within({ x, y, scale: scale * factor }, size, rows.neurons).scale;
    // What lies under the pointer stays there.
    move({ scale: next, x: x + at.x / scale - at.x / next, y: y + at.y / scale - at.y / next });
  };
  const move = (next: Sight) => setSight(within(next, size, rows.neurons));

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    // Preact listens passively; a wheel that zooms must not scroll as well.
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, { x: event.offsetX, y: event.offsetY });
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  });

  const point = (event: PointerEvent) => ({ x: event.offsetX, y: event.offsetY });
  const drag = (event: PointerEvent) => {
    const before = held.current.get(event.pointerId);
    const { x, y, scale } = latest.current;
    const place = point(event);
    if (!before) {
      setRead(reading(content, Math.floor(y + place.y / scale), Math.floor(x + place.x / scale)));
      return;
    }
    held.current.set(event.pointerId, place);
    const other = [...held.current].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const far = (p: { x: number; y: number }) => Math.hypot(p.x - other.x, p.y - other.y);
      zoom(far(place) / Math.max(1, far(before)), other);
      return;
    }
    move({ scale, x: x - (place.x - before.x) / scale, y: y - (place.y - before.y) / scale });
  };
  const key = (event: KeyboardEvent) => {
    const { x, y, scale } = latest.current;
    const step = size / scale / 8;
    const moves: Record<string, () => void> = {
      '+': () => zoom(1.5),
      '=': () => zoom(1.5),
      '-': () => zoom(1 / 1.5),
      '0': () => setSight(null),
      ArrowLeft: () => move({ scale, x: x - step, y }),
      ArrowRight: () => move({ scale, x: x + step, y }),
      ArrowUp: () => move({ scale, x, y: y - step }),
      ArrowDown: () => move({ scale, x, y: y + step }),
    };
    const act = moves[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  const [from, to] = [
    Math.floor(now.y) + 1,
    Math.min(rows.neurons, Math.ceil(now.y + size / now.scale)),
  ];
  return (
    <div>
      <div class="row spread" style={{ marginBottom: '0.6rem' }}>
        <span class="small soft">
          Row: receives. Column: sends. In sight: neurons {from} to {to} of {rows.neurons}.
        </span>
        <div class="row">
          <button type="button" class="icon" aria-label="Nearer" onClick={() => zoom(1.6)}>
            +
          </button>
          <button type="button" class="icon" aria-label="Farther" onClick={() => zoom(1 / 1.6)}>
            −
          </button>
          <button type="button" onClick={() => setSight(null)}>
            Whole
          </button>
        </div>
      </div>
      <div ref={box} class="matrix">
        <canvas
          ref={canvas}
          tabIndex={0}
          role="img"
          aria-label={`Matrix of ${rows.edges} connections among ${rows.neurons} neurons. Arrow keys move, plus and minus zoom, 0 shows all.`}
          onKeyDown={key}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            held.current.set(event.pointerId, point(event));
          }}
          onPointerMove={drag}
          onPointerUp={(event) => held.current.delete(event.pointerId)}
          onPointerCancel={(event) => held.current.delete(event.pointerId)}
        />
      </div>
      <p class="small soft read" style={{ maxWidth: 'none' }}>
        {read || 'Wheel or + and − to zoom, drag to move, point at a cell to read it.'}
      </p>
    </div>
  );
}

function reading(content: MatrixContent, target: number, source: number): string {
  const { rows, weights } = content;
  if (target < 0 || source < 0 || target >= rows.neurons || source >= rows.neurons) return '';
  let words = 'no connection';
  rows.row(target, (other, sign, edge) => {
    if (other !== source) return;
    const weight = weights === null || sign === -1 ? '' : `, weight ${significant(weights[edge])}`;
    words = `${sign === 0 ? 'trained' : TYPES[sign > 0 ? 'exc' : 'inh'].label}${weight}`;
  });
  const motif = rows.period === null ? '' : ` (motif ${Math.floor(target / rows.period) + 1})`;
  return `neuron ${source + 1} → neuron ${target + 1}${motif}: ${words}`;
}
