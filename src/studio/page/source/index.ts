/** The source of this page's runs: one or the other, decided when the page is built. */
import { fileSource } from './files.ts';
import { serverSource } from './server.ts';
import type { Source } from './source.ts';

export const source: Source = PLAIN_FILES ? fileSource : serverSource;
