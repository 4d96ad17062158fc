/** Finds the files of a data set that is recognised by its file names, in any folder. */
import { MotifsmithError } from '../../core/errors.ts';
import type { FileEntry } from '../../formats/file-store.ts';

/** All files whose name, without folders, is `name`, in either case. */
export function filesNamed(files: readonly FileEntry[], name: string): FileEntry[] {
  return files.filter(({ path }) => baseName(path).toLowerCase() === name);
}

/**
 * The only file of this name.
 * @throws MotifsmithError `data` if it is missing, or there are several
 */
export function fileNamed(files: readonly FileEntry[], name: string, root: string): FileEntry {
  const [file, another] = filesNamed(files, name);
  if (file === undefined) {
    throw new MotifsmithError('data', `The data set lacks its file ${name}.`, {
      where: root,
      remedy: 'Download it too, and unpack it if it ends in .gz or .zip.',
    });
  }
  if (another !== undefined) {
    throw new MotifsmithError('data', `There are two files ${name}.`, {
      where: `${root}: ${file.path} and ${another.path}`,
      remedy: 'Give the folder of one of them.',
    });
  }
  return file;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
