/** The digits that come with the page. */
import { MotifsmithError } from '../../../core/errors.ts';
import {
  MNIST_FILES,
  type MnistFiles,
  mnistFiles,
  type NamedBytes,
} from '../../../data/sources/mnist-saccade/mnist-saccade.ts';

/** @param folder its address @throws MotifsmithError `data` if a file cannot be fetched or unpacked */
export async function fetchMnist(folder: string): Promise<MnistFiles> {
  return mnistFiles(await Promise.all(MNIST_FILES.map((name) => fetched(folder, name))), true);
}

async function fetched(folder: string, name: string): Promise<NamedBytes> {
  const file = `${name}.gz`;
  try {
    const response = await fetch(`${folder}${file}`);
    if (!response.ok) throw new Error(`status ${response.status}`);
    const unpacked = response.body!.pipeThrough(new DecompressionStream('gzip'));
    return { file, bytes: new Uint8Array(await new Response(unpacked).arrayBuffer()) };
  } catch (cause) {
    throw new MotifsmithError('data', 'The digits could not be fetched.', {
      where: file,
      remedy: 'Reload the page; if that does not help, install Motifsmith again.',
      cause,
    });
  }
}
