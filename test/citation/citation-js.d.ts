/** The part of citation.js that the test uses; the package has no types. */
declare module '@citation-js/core' {
  interface Name {
    readonly family?: string;
    readonly given?: string;
    readonly 'non-dropping-particle'?: string;
  }
  interface Item {
    readonly title: string;
    readonly 'citation-key': string;
    readonly author: readonly Name[];
    readonly issued?: { readonly 'date-parts': readonly (readonly number[])[] };
    readonly DOI?: string;
    readonly volume?: string;
    readonly page?: string;
  }
  export class Cite {
    /** @throws Error if the text is not BibTeX */
    constructor(bibtex: string);
    readonly data: readonly [Item, ...Item[]];
  }
}
declare module '@citation-js/plugin-bibtex';
