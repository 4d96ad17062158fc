/** The project's Markdown files, and the parts of them that can be checked. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import GithubSlugger from 'github-slugger';
import { marked, type Token, type Tokens } from 'marked';

export const PROJECT = join(import.meta.dirname, '../..');

/** Folders with documents; the root is searched without its subfolders. */
const FOLDERS = ['docs', 'assets', 'examples', 'bench', '.github', '.changeset', 'studies'];
const GENERATED = /^docs\/api\//;

/** Paths of all documents, relative to the project, with forward slashes. */
export const documents: readonly string[] = [
  ...readdirSync(PROJECT),
  ...FOLDERS.flatMap((folder) => {
    try {
      const files = readdirSync(join(PROJECT, folder), { recursive: true, encoding: 'utf8' });
      return files.map((file) => `${folder}/${file.replaceAll('\\', '/')}`);
    } catch {
      return [];
    }
  }),
].filter((file) => file.endsWith('.md') && !GENERATED.test(file));

export interface Document {
  /** Targets of links and images, as written. */
  readonly links: readonly string[];
  /** Anchors that GitHub gives the headings. */
  readonly anchors: ReadonlySet<string>;
  readonly codeBlocks: readonly { readonly language: string; readonly text: string }[];
  /** Inline code. */
  readonly codeSpans: readonly string[];
}

const cache = new Map<string, Document>();

/** Reads a document. @param file relative to the project */
export function readDocument(file: string): Document {
  const known = cache.get(file);
  if (known !== undefined) return known;
  const links: string[] = [];
  const anchors = new Set<string>();
  const codeBlocks: { language: string; text: string }[] = [];
  const codeSpans: string[] = [];
  const slugger = new GithubSlugger();
  marked.walkTokens(marked.lexer(readFileSync(join(PROJECT, file), 'utf8')), (token: Token) => {
    if (token.type === 'link' || token.type === 'image') links.push(token.href);
    else if (token.type === 'html') {
      for (const [, href] of token.raw.matchAll(/\b(?:src|href)="([^"]*)"/g)) links.push(href!);
    } else if (token.type === 'heading')
      anchors.add(slugger.slug(plainText(token as Tokens.Heading)));
    else if (token.type === 'code')
      codeBlocks.push({ language: token.lang ?? '', text: token.text });
    else if (token.type === 'codespan') codeSpans.push(token.text);
  });
  const document = { links, anchors, codeBlocks, codeSpans };
  cache.set(file, document);
  return document;
}

/** A heading as it reads, without its markup. */
function plainText(token: Token): string {
  const { tokens } = token as { tokens?: Token[] };
  if (tokens !== undefined) return tokens.map(plainText).join('');
  return (token as { text?: string }).text ?? '';
}

/** A path in a document relative to the project. */
export function fromProject(file: string, path: string): string {
  return join(dirname(file), path).replaceAll('\\', '/');
}
