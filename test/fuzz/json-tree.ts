/**
 * JSON as a tree that may hold what no value can: keys twice, `__proto__` as a key, numbers beyond all
 * numbers, and text that is no JSON. What is damaged here still reaches the code behind the parser.
 */

/** Scalars are their text, as it is written into the file. */
export type JsonTree =
  | { readonly kind: 'text'; text: string }
  | { readonly kind: 'list'; items: JsonTree[] }
  | { readonly kind: 'map'; members: [key: string, value: JsonTree][] };

export const scalar = (text: string): JsonTree => ({ kind: 'text', text });

/** A value as a tree of its own. */
export function treeOf(value: unknown): JsonTree {
  if (Array.isArray(value)) return { kind: 'list', items: value.map(treeOf) };
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([key, inner]): [string, JsonTree] => [
      key,
      treeOf(inner),
    ]);
    return { kind: 'map', members };
  }
  return scalar(JSON.stringify(value) ?? 'null');
}

export function copyOf(tree: JsonTree): JsonTree {
  switch (tree.kind) {
    case 'text':
      return scalar(tree.text);
    case 'list':
      return { kind: 'list', items: tree.items.map(copyOf) };
    case 'map':
      return { kind: 'map', members: tree.members.map(([key, value]) => [key, copyOf(value)]) };
  }
}

/** The text; scalars are written as they are. */
export function textOf(tree: JsonTree): string {
  switch (tree.kind) {
    case 'text':
      return tree.text;
    case 'list':
      return `[${tree.items.map(textOf).join(',')}]`;
    case 'map':
      return `{${tree.members.map(([key, value]) => `${JSON.stringify(key)}:${textOf(value)}`).join(',')}}`;
  }
}
