/** References as plain text, for the list at the end of a report. */
import type { Reference } from './reference.ts';

/** `Zhang, Wenrui` as `W. Zhang`; a name in braces stays as it is. */
function shortName(author: string): string {
  const [family = '', given] = author.replaceAll(/[{}]/g, '').split(', ');
  if (given === undefined) return family;
  const initials = given.split(/\s+/).map((name) =>
    name
      .split('-')
      .map((part) => `${part[0]!}.`)
      .join('-'),
  );
  return `${initials.join(' ')} ${family}`;
}

function authorList(authors: readonly string[]): string {
  const names = authors.filter((author) => author !== 'others').map(shortName);
  if (names.length < authors.length || names.length > 4) return `${names[0]} et al.`;
  const last = names.at(-1)!;
  return names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

/** One line: authors, title, venue with volume and pages, year, DOI. */
export function referenceText(reference: Reference): string {
  const { authors, title, venue, volume, number, pages, year, note, doi } = reference;
  const issue = number === undefined ? '' : ` (${number})`;
  const place = [volume === undefined ? '' : `${volume}${issue}`, pages ?? ''].filter(Boolean);
  const where = [venue, place.join(':')].filter(Boolean).join(' ');
  const details = [where, note, year === undefined ? '' : String(year)].filter(Boolean).join(', ');
  const link = doi === undefined ? '' : `, doi:${doi}`;
  return `${authorList(authors)}: ${title}. ${details}${link}.`;
}
