/** References as BibTeX entries, in ASCII with LaTeX escapes, which every BibTeX version reads. */
import type { Reference } from './reference.ts';

/** What ASCII lacks, among the characters that references have. */
const ESCAPES: Readonly<Record<string, string>> = {
  é: "{\\'e}",
  ä: '{\\"a}',
  ë: '{\\"e}',
  ü: '{\\"u}',
  '–': '--',
  '&': '\\&',
};

const escaped = (text: string): string =>
  text.replaceAll(/[^\x20-\x7e]|&/g, (character) => {
    const sequence = ESCAPES[character];
    if (sequence === undefined) {
      throw new RangeError(`no LaTeX escape is known for ${character}`);
    }
    return sequence;
  });

/** A title with its names and acronyms in braces, so that bibliography styles keep their capitals. */
const title = (text: string): string =>
  text.replaceAll(/(?<=\s)\S*[A-Z]\S*|^\S*[A-Z]\S*[A-Z]\S*/g, (word) => `{${word}}`);

/** The field that holds the venue, by type. */
const VENUE = {
  article: 'journal',
  inproceedings: 'booktitle',
  techreport: 'institution',
  misc: 'howpublished',
} as const;

/** One entry, without a line break at the end. */
export function bibtexEntry(reference: Reference): string {
  const { key, type, authors, venue, volume, number, pages, year, publisher, doi, url, note } =
    reference;
  const fields: readonly (readonly [name: string, value: string | undefined])[] = [
    ['author', authors.join(' and ')],
    ['title', title(reference.title)],
    [VENUE[type], venue],
    ['volume', volume],
    ['number', number],
    ['pages', pages],
    ['year', year === undefined ? undefined : String(year)],
    ['publisher', publisher],
    ['note', note],
    ['doi', doi],
    ['url', url],
  ];
  const lines = fields.flatMap(([name, value]) =>
    value === undefined ? [] : [`  ${name} = {${escaped(value)}}`],
  );
  return `@${type}{${key},\n${lines.join(',\n')}\n}`;
}
