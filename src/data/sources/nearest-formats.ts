/** Which kinds of data sets some files come closest to, when they are of none. */
import type { FileEntry } from '../../formats/file-store.ts';
import type { RecordingSetFormat } from './set-format.ts';

const MOST = 3;
/** One for each sort of data, where nothing else is known. */
const GENERAL = ['camera-folder', 'audio-folder', 'spike-npz'];

const extensionOf = (path: string): string => /\.\w+$/.exec(path)?.[0].toLowerCase() ?? '';

/** From 0 to 1: how many have an extension that the title names, or whether they may fit but for a folder. */
function nearness(format: RecordingSetFormat, files: readonly FileEntry[]): number {
  const inFolder = files.map((file) => ({ ...file, path: `class/${file.path}` }));
  const named = new Set(format.title.match(/\.\w+/g));
  const share = files.filter(({ path }) => named.has(extensionOf(path))).length / files.length;
  return Math.max(share, format.mayMatch?.(inFolder) ? 0.5 : 0);
}

/** The nearest first. @param files at least one */
export function nearestFormats(
  files: readonly FileEntry[],
  formats: readonly RecordingSetFormat[],
): RecordingSetFormat[] {
  const near = formats
    .map((format) => ({ format, score: nearness(format, files) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ format }) => format);
  const general = formats.filter((format) => GENERAL.includes(format.id) && !near.includes(format));
  return [...near, ...general].slice(0, MOST);
}
