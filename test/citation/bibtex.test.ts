/** The entries are BibTeX that another program reads back as it was meant. */
import { Cite } from '@citation-js/core';
import '@citation-js/plugin-bibtex';
import { describe, expect, it } from 'vitest';
import { bibtexEntry } from '../../src/citation/bibtex.ts';
import { motifsmithReference, type Reference } from '../../src/citation/reference.ts';
import { REFERENCES } from '../../src/citation/references.ts';

const all: readonly Reference[] = [...Object.values(REFERENCES), motifsmithReference('1.2.3')];

describe.each(all.map((reference) => [reference.key, reference] as const))('%s', (_, reference) => {
  const entry = bibtexEntry(reference);
  const [parsed] = new Cite(entry).data;

  it('is read back', () => {
    expect(parsed.title).toBe(reference.title);
    expect(parsed['citation-key']).toBe(reference.key);
    expect(parsed.issued?.['date-parts'][0]?.[0]).toBe(reference.year);
    expect(parsed.DOI).toBe(reference.doi);
    expect(parsed.volume).toBe(reference.volume);
    expect(parsed.page?.replace('-', '–')).toBe(reference.pages);
  });

  it('names all authors', () => {
    const names = parsed.author.map((name) => {
      const family = [name['non-dropping-particle'], name.family].filter(Boolean).join(' ');
      return [family, name.given].filter(Boolean).join(', ');
    });
    expect(names).toEqual(reference.authors.map((author) => author.replaceAll(/[{}]/g, '')));
  });

  it('is ASCII', () => {
    expect(entry).toMatch(/^[\n\x20-\x7e]+$/);
  });
});

it('has a key of its own for each work', () => {
  expect(new Set(all.map(({ key }) => key)).size).toBe(all.length);
});

it('keeps the capitals of names and acronyms', () => {
  expect(bibtexEntry(REFERENCES.bsa)).toContain('title = {{BSA,} a fast and');
  expect(bibtexEntry(REFERENCES.heidelberg)).toContain('title = {The {Heidelberg} spiking');
  expect(bibtexEntry(REFERENCES.mnist)).toContain('title = {Gradient-based learning');
});

it('refuses a character that it cannot write', () => {
  expect(() => bibtexEntry({ ...REFERENCES.mnist, title: 'Ω' })).toThrow(RangeError);
});
