/** Proposed settings as a YAML file in which each has its reason above it. */
import { Document, isCollection, isMap, isScalar, type Pair, type Scalar } from 'yaml';
import type { RawConfig } from '../config/merge.ts';
import { visible } from '../core/visible.ts';
import { wrapped } from '../view/wrapped.ts';
import type { Proposal } from './rules.ts';

/** Comments are broken before this column. */
const WIDTH = 96;

/**
 * @param headline lines above the file
 * @param proposals in order; those of one section follow each other
 */
export function settingsFile(headline: readonly string[], proposals: readonly Proposal[]): string {
  const document = new Document(nested(proposals));
  document.commentBefore = comment(headline.join('\n'), 0);
  for (const { path, reason } of proposals) {
    const keys = path.split('.');
    const { key, value } = pairAt(document, keys);
    if (isCollection(value)) value.flow = true;
    if (reason !== undefined) key.commentBefore = comment(reason, 2 * (keys.length - 1));
  }
  const sections = new Set(proposals.map(({ path }) => path.split('.')[0]!));
  for (const name of [...sections].slice(1)) pairAt(document, [name]).key.spaceBefore = true;
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** Proposed settings as sections within sections. */
export function nested(proposals: readonly Proposal[]): RawConfig {
  const root: Record<string, unknown> = {};
  for (const { path, value } of proposals) {
    const keys = path.split('.');
    let section = root;
    for (const key of keys.slice(0, -1)) {
      section[key] ??= {};
      section = section[key] as Record<string, unknown>;
    }
    section[keys.at(-1)!] = value;
  }
  return root;
}

function pairAt(document: Document, keys: readonly string[]): Pair<Scalar, unknown> {
  const section = keys.length === 1 ? document.contents : document.getIn(keys.slice(0, -1), true);
  const pairs = isMap(section) ? section.items : [];
  const found = pairs.find(({ key }) => isScalar(key) && key.value === keys.at(-1));
  return found as Pair<Scalar, unknown>;
}

/** Lines of a comment, each with a space before it, broken at spaces. */
function comment(text: string, indent: number): string {
  // Before each line are the indent, # and the space.
  const lines = (paragraph: string) =>
    wrapped(visible(paragraph).split(' '), WIDTH - indent - 2, ' ');
  return text
    .split('\n')
    .map((paragraph) => ` ${lines(paragraph)}`)
    .join('\n');
}
