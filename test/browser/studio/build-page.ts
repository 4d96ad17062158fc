/** The page as it is delivered, built once a test file and kept in memory. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'vite';
import { PROJECT } from '../bundle.ts';

/** Files of the page by path, e.g. `index.html`. */
export type PageFiles = ReadonlyMap<string, Uint8Array | string>;

export async function buildPage(mode: 'production' | 'static' = 'production'): Promise<PageFiles> {
  const result = await build({
    configFile: join(PROJECT, 'src/studio/page/vite.config.ts'),
    mode,
    build: { write: false },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((one) =>
    'output' in one ? one.output : [],
  );
  return new Map(
    outputs.map((file) => [file.fileName, file.type === 'chunk' ? file.code : file.source]),
  );
}

/** Writes the files of a page into a folder. */
export function writePage(files: PageFiles, folder: string): void {
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
  json: 'application/json',
};

export function contentType(path: string): string {
  return TYPES[path.split('.').at(-1)!] ?? 'application/octet-stream';
}
