/** `cache clear`: deletes decoded recordings. */
import { clearCache } from '../../data/store/cache/clear.ts';
import { cacheFolder } from '../../data/store/cache/location.ts';
import { bytes, counted } from '../../view/format.ts';
import { note, print, printJson } from '../output.ts';

interface ClearCommandOptions {
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export async function clearCommand({ dryRun = false, json }: ClearCommandOptions): Promise<void> {
  const folder = cacheFolder();
  const { files, size, kept } = await clearCache(folder, dryRun);
  for (const { path, reason } of kept) note(`warning: ${path} stays (${reason}).`);
  if (json) {
    const document = { format: 'motifsmith-cache-clear', formatVersion: 1 };
    printJson({ ...document, folder, dryRun, files, bytes: size, kept });
    return;
  }
  const what = `${counted(files, 'file')}, ${bytes(size)}, in ${folder}`;
  if (files === 0) print(`There is nothing to delete in ${folder}\n`);
  else print(`${dryRun ? 'Would delete' : 'Deleted'} ${what}\n`);
}
