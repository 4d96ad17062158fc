/** A work that can be cited: what is known of it, whatever the format of the citation. */

export interface Reference {
  /** Citation key: first author, year. */
  readonly key: string;
  readonly type: 'article' | 'inproceedings' | 'misc' | 'techreport';
  readonly authors: readonly string[];
  readonly title: string;
  readonly year?: number;
  /** Journal, proceedings, institution or archive, depending on the type. */
  readonly venue?: string;
  readonly volume?: string;
  readonly number?: string;
  readonly pages?: string;
  readonly publisher?: string;
  readonly doi?: string;
  readonly url?: string;
  readonly note?: string;
}

/** Motifsmith itself. @param version of the package that did the work */
export function motifsmithReference(version: string): Reference {
  return {
    key: 'motifsmith',
    type: 'misc',
    authors: ['{Motifsmith contributors}'],
    title: 'Motifsmith: architecture search for recurrent spiking neural networks',
    note: `Version ${version}`,
  };
}
