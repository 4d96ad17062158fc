/** `--data NAME=PATH` of commands that work on studies. */
import { MotifsmithError } from '../core/errors.ts';

const usage = (message: string, where: string, remedy: string): MotifsmithError =>
  new MotifsmithError('usage', message, { where, remedy });

/** `NAME=PATH`, each name once. */
export function readDataPaths(texts: readonly string[]): Map<string, string> {
  const paths = new Map<string, string>();
  for (const text of texts) {
    const at = text.indexOf('=');
    const name = text.slice(0, at);
    const path = text.slice(at + 1);
    if (at < 1 || path === '') {
      const remedy = 'Write --data NAME=PATH, with the name of the data set in the study file.';
      throw usage('A name or a path is missing.', `--data ${text}`, remedy);
    }
    if (paths.has(name)) {
      throw usage(`The path of ${name} is given twice.`, `--data ${text}`, 'Give it once.');
    }
    paths.set(name, path);
  }
  return paths;
}
