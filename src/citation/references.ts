/**
 * The works that Motifsmith builds on, by the names that it has for them. Titles are in sentence case, authors are
 * "Family, Given", and a field that could not be verified is left out.
 */
import { DATA_REFERENCES } from './data-references.ts';
import { METHOD_REFERENCES } from './method-references.ts';
import type { Reference } from './reference.ts';

export const REFERENCES = {
  ...METHOD_REFERENCES,
  ...DATA_REFERENCES,
  horowitz: {
    key: 'horowitz2014computing',
    type: 'inproceedings',
    authors: ['Horowitz, Mark'],
    title: "Computing's energy problem (and what we can do about it)",
    venue: 'IEEE International Solid-State Circuits Conference (ISSCC)',
    pages: '10–14',
    year: 2014,
  },
  okabeIto: {
    key: 'okabe2008color',
    type: 'misc',
    authors: ['Okabe, Masataka', 'Ito, Kei'],
    title: 'Color universal design',
    year: 2008,
  },
} as const satisfies Record<string, Reference>;

export type ReferenceName = keyof typeof REFERENCES;
