/** The syntax trees of the sources that show something to people, for tests that hold them to rules. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'oxc-parser';

/** Rooms that show something, all but the one that the rules point to. */
const SHOWING = ['cli', 'report', 'studio', 'study', 'exchange/tensorboard'];

export interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

export interface Source {
  /** Relative to the project. */
  readonly file: string;
  readonly text: string;
  readonly program: Node;
}

export function showingSources(): Source[] {
  const root = join(import.meta.dirname, '../..');
  const files = SHOWING.flatMap((room) =>
    readdirSync(join(root, 'src', room), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => `src/${room}/${file}`),
  );
  return [...files, 'scripts/figure.ts'].map((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    return { file, text, program: parseSync(file, text).program as unknown as Node };
  });
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** Visits every node, parents before children. */
export function walk(node: Node, visit: (node: Node, parent: Node | null) => void): void {
  const enter = (one: Node, parent: Node | null): void => {
    visit(one, parent);
    for (const value of Object.values(one)) {
      for (const child of Array.isArray(value) ? value : [value]) {
        if (isNode(child)) enter(child, one);
      }
    }
  };
  enter(node, null);
}

/** `src/cli/progress.ts:31` */
export const place = ({ file, text }: Source, { start }: Node): string =>
  `${file}:${text.slice(0, start).split('\n').length}`;
