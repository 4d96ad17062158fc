/** Documents point to files, headings and scripts that exist. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documents, fromProject, PROJECT, readDocument } from './markdown.ts';

const { scripts } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'));

/** Why a link leads nowhere, or null. */
function problem(file: string, link: string): string | null {
  if (/^[a-z]+:/.test(link)) return null;
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? file : fromProject(file, path);
  if (!existsSync(join(PROJECT, target))) return `${link}: no such file`;
  if (anchor === undefined) return null;
  if (!target.endsWith('.md')) return `${link}: only Markdown files have anchors`;
  return readDocument(target).anchors.has(anchor) ? null : `${link}: no such heading`;
}

/** Files that documents may name in code, by the start of their path. */
const NAMED =
  /^(?:src|test|docs|scripts|examples|studies|bench|assembly|\.github)\/[\w./*-]+\w\/?$/;

/** Whether a path named in code exists; `*` stands for a part of a file name. */
function isThere(path: string): boolean {
  const full = path.replace(/^assembly\//, 'src/kernels/assembly/').replace(/\/$/, '');
  if (!full.includes('*')) return existsSync(join(PROJECT, full));
  const at = full.lastIndexOf('/');
  const [before, after] = full.slice(at + 1).split('*') as [string, string];
  return readdirSync(join(PROJECT, full.slice(0, at))).some(
    (name) => name.startsWith(before) && name.endsWith(after),
  );
}

/** Folders that a command makes, and TensorBoard tags that look like paths. */
const NOT_FILES = ['docs/api', 'docs/api/', 'test/accuracy', 'test/confusion'];

describe.each(documents)('%s', (file) => {
  const { links, codeSpans, codeBlocks } = readDocument(file);

  it('has links that lead somewhere', () => {
    expect(links.map((link) => problem(file, link)).filter((text) => text !== null)).toEqual([]);
  });

  it('names files that exist', () => {
    const named = codeSpans.filter((span) => NAMED.test(span) && !NOT_FILES.includes(span));
    expect(named.filter((path) => !isThere(path))).toEqual([]);
  });

  it('names npm scripts that exist', () => {
    const texts = [...codeSpans, ...codeBlocks.map(({ text }) => text)];
    const named = texts.flatMap((text) =>
      [...text.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name]) => name!),
    );
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});
