/**
 * Where the neurons of a motif and its connections lie in the picture: neurons on a circle, connections
 * within the motif as arcs inside it, those from the motifs before and after as stubs outside.
 */
import { interPosition, intraPosition } from '../../../model/topology.ts';
import { coordinate as n } from '../../../view/svg.ts';

export const VIEW = 440;
const CENTRE = VIEW / 2;
const RADIUS = 158;
/** Steps of strength that are told apart. */
export const LEVELS = 10;
/** Probabilities below are not drawn. */
const FAINTEST = 0.06;

export type Sign = 'exc' | 'inh';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export function nodeRadius(size: number): number {
  return Math.max(3.2, Math.min(15, (0.62 * Math.PI * RADIUS) / size));
}

/** Neuron p of a motif of v: the first at the top, the others clockwise. */
export function nodePlace(size: number, p: number, radius = RADIUS): Point {
  const angle = (2 * Math.PI * p) / size - Math.PI / 2;
  return { x: CENTRE + radius * Math.cos(angle), y: CENTRE + radius * Math.sin(angle) };
}

/** Path data of all connections of a sign and strength: lines, and heads that tell the sign by shape. */
export interface Strokes {
  readonly lines: string;
  readonly heads: string;
}

/** [LEVELS] paths by strength. */
export type Picture = Readonly<Record<Sign, readonly Strokes[]>>;

class Pen {
  readonly lines: string[][] = Array.from({ length: LEVELS }, () => []);
  readonly heads: string[][] = Array.from({ length: LEVELS }, () => []);
  readonly sign: Sign;
  readonly head: number;

  constructor(sign: Sign, size: number) {
    this.sign = sign;
    this.head = Math.max(2.6, Math.min(6.5, 60 / size));
  }

  /** A curve from a to b by way of the control point c; the head stands at b. */
  curve(level: number, a: Point, c: Point, b: Point): void {
    const long = Math.hypot(b.x - c.x, b.y - c.y) || 1;
    const [dx, dy] = [(b.x - c.x) / long, (b.y - c.y) / long];
    this.lines[level]!.push(`M${n(a.x)} ${n(a.y)}Q${n(c.x)} ${n(c.y)} ${n(b.x)} ${n(b.y)}`);
    const h = this.head;
    const side = (forward: number, across: number) =>
      `${n(b.x + forward * dx - across * dy)} ${n(b.y + forward * dy + across * dx)}`;
    this.heads[level]!.push(
      this.sign === 'exc'
        ? `M${side(0, 0)}L${side(-1.5 * h, 0.75 * h)}L${side(-1.5 * h, -0.75 * h)}Z`
        : `M${side(0, h)}L${side(0, -h)}`,
    );
  }

  picture(): Strokes[] {
    return this.lines.map((lines, k) => ({
      lines: lines.join(''),
      heads: this.heads[k]!.join(''),
    }));
  }
}

const levelOf = (probability: number) =>
  Math.min(LEVELS - 1, Math.max(0, Math.ceil(probability * LEVELS) - 1));

/** Point at a distance from `a` on the way to `b`. */
function towards(a: Point, b: Point, distance: number): Point {
  const long = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  return { x: a.x + ((b.x - a.x) * distance) / long, y: a.y + ((b.y - a.y) * distance) / long };
}

/** @param types [v² + 2v][3] probabilities of exc, inh and none */
export function drawMotif(size: number, types: Float32Array): Picture {
  const pens = { exc: new Pen('exc', size), inh: new Pen('inh', size) };
  const gap = nodeRadius(size) + 1.5;
  const each = (position: number, draw: (pen: Pen, level: number, bend: number) => void) => {
    const [exc, inh] = [types[3 * position]!, types[3 * position + 1]!];
    if (exc >= FAINTEST) draw(pens.exc, levelOf(exc), 0.16);
    if (inh >= FAINTEST) draw(pens.inh, levelOf(inh), 0.08);
  };
  for (let p = 0; p < size; p++) {
    const target = nodePlace(size, p);
    for (let q = 0; q < size; q++) {
      const source = nodePlace(size, q);
      each(intraPosition(size, p, q), (pen, level, bend) => {
        if (p === q) {
          loop(pen, level, size, p, gap, pen.sign === 'exc' ? -1 : 1);
          return;
        }
        // Bent to one side, so that the way there and the way back are two.
        const control = {
          x: (source.x + target.x) / 2 - bend * (target.y - source.y),
          y: (source.y + target.y) / 2 + bend * (target.x - source.x),
        };
        pen.curve(level, towards(source, control, gap), control, towards(target, control, gap));
      });
    }
    for (const d of [0, 1]) {
      each(interPosition(size, p, d), (pen, level, bend) => {
        const turn = (d === 0 ? -1 : 1) * Math.min(0.28, 0.9 / Math.max(3, size * 0.5));
        const from = nodePlace(size, p + (turn * size) / (2 * Math.PI), RADIUS + gap + 27);
        const place = towards(target, from, gap);
        const aside = pen.sign === 'exc' ? -bend : bend;
        const control = {
          x: (from.x + place.x) / 2 - aside * (place.y - from.y),
          y: (from.y + place.y) / 2 + aside * (place.x - from.x),
        };
        pen.curve(level, from, control, place);
      });
    }
  }
  return { exc: pens.exc.picture(), inh: pens.inh.picture() };
}

/** A neuron's connection to itself: a loop towards the middle. */
function loop(pen: Pen, level: number, size: number, p: number, gap: number, side: number): void {
  const place = nodePlace(size, p);
  const middle = { x: CENTRE, y: CENTRE };
  const reach = gap * 2.1 + 4;
  const tip = towards(place, middle, reach);
  const [dx, dy] = [(tip.x - place.x) / reach, (tip.y - place.y) / reach];
  const across = side * (gap * 0.55 + 2);
  const begin = { x: place.x + dx * gap, y: place.y + dy * gap };
  const control = { x: tip.x - dy * across * 1.6, y: tip.y + dx * across * 1.6 };
  const end = {
    x: place.x + dx * gap * 0.75 - dy * across,
    y: place.y + dy * gap * 0.75 + dx * across,
  };
  pen.curve(level, begin, control, end);
}

/** How often each type is the likeliest. */
export function likeliest(size: number, types: Float32Array) {
  const counts = { intra: [0, 0, 0], inter: [0, 0, 0] };
  for (let k = 0; k < types.length / 3; k++) {
    const three = types.subarray(3 * k, 3 * k + 3);
    const best = three.indexOf(Math.max(...three));
    (k < size * size ? counts.intra : counts.inter)[best]! += 1;
  }
  return counts;
}
