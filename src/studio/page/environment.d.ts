/** What Vite adds to TypeScript here: style sheets, and which of the two pages is being built. */
declare module '*.css';
declare module '*.svg' {
  const address: string;
  export default address;
}

/** True in the page for hosts of plain files, where there is no server to ask. */
declare const PLAIN_FILES: boolean;
