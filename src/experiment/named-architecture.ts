/** An architecture by the name of its file, or of a run or an imported folder that has one. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { exists } from '../files/read.ts';
import type { Architecture } from '../model/architecture-schema.ts';
import { readArchitecture } from '../run/architecture-file.ts';
import { chooseMember } from '../run/members.ts';
import { readRunRecord } from '../run/run-record.ts';
import { RUN_FILES } from '../run/schema/run-files.ts';

/**
 * @param path of several members of a run, the first seed of the method that was asked for
 * @throws MotifsmithError `artifact` if there is none, or it is damaged
 */
export async function namedArchitecture(path: string): Promise<Architecture> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) {
    const remedy = 'Name an architecture.json, or the folder of a run or an import that has one.';
    return readArchitecture(path, remedy);
  }
  if (!(await exists(join(path, RUN_FILES.config)))) {
    return readArchitecture(join(path, RUN_FILES.architecture));
  }
  const { folder } = chooseMember(await readRunRecord(path), null, path);
  return readArchitecture(join(path, folder, RUN_FILES.architecture));
}
