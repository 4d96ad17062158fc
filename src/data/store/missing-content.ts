/**
 * Files that stand for others. Programs that version data put links or small files in the place of recordings
 * and fetch those on demand; what is not fetched yet is not damaged, and one command of theirs brings it.
 */

import { readFile, stat } from 'node:fs/promises';

/** What is wrong with a file, as the end of a sentence that begins with it, and what to do about it. */
export type Unreadable = readonly [problem: string, remedy: string];

/** Longer files are no pointers. */
export const POINTER_BYTES = 32_768;

const ANNEX: Unreadable = [
  'is kept by git-annex, and its content is not here',
  'Fetch it: `git annex get .` or `datalad get .` in its folder.',
];
const LFS: Unreadable = [
  'is kept by Git LFS, and its content is not here',
  'Fetch it: `git lfs pull` in its folder.',
];
/** What DVC keeps and has not put in its place. */
export const DVC: Unreadable = [
  'is kept by DVC, and its content is not here',
  'Fetch it: `dvc pull` in its folder.',
];

/** What a link to nowhere stands for. */
export function behindLink(target: string): Unreadable {
  const path = target.replaceAll('\\', '/');
  if (/(^|\/)annex\/objects\//.test(path)) return ANNEX;
  if (/(^|\/)\.dvc\/cache\//.test(path)) return DVC;
  return [
    `is a link to ${target}, which does not exist`,
    'Correct the link, or fetch what it leads to.',
  ];
}

/** @param head the first bytes of a file; null if the file is what it seems */
export function behindPointer(head: Uint8Array): Unreadable | null {
  const text = new TextDecoder('latin1').decode(head.subarray(0, 64));
  if (/^(\/|\.git\/)?annex\/objects\//.test(text)) return ANNEX;
  if (text.startsWith('version https://git-lfs.github.com/spec/')) return LFS;
  return null;
}

/** What follows the name of what DVC keeps. */
export const DVC_EXTENSION = '.dvc';

/** Whether there is a file that DVC keeps in the place of another. @param path with the extension */
export async function isDvcFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile() || found.size > POINTER_BYTES) return false;
  return /^outs:/m.test(await readFile(path, 'utf8').catch(() => ''));
}
