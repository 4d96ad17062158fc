/** A study of four cells: one at work on another machine, one failed, one stopped, one waiting. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadStudy } from '../../src/study/load-study.ts';
import { writeStudyRecord } from '../../src/study/read-study.ts';
import { temporaryFolder } from '../experiment/tiny.ts';
import { writeStudy } from './tiny-study.ts';

/** @param folder new, or empty */
export async function writeHalfStudy(folder: string): Promise<void> {
  const { file, data } = writeStudy(temporaryFolder());
  const dataPaths = new Map([['letters', data]]);
  mkdirSync(folder, { recursive: true });
  await writeStudyRecord(folder, await loadStudy({ path: file, dataPaths, seeds: null }));
  const write = (run: string, files: Readonly<Record<string, object>>) => {
    const place = join(folder, 'runs/letters', run);
    mkdirSync(place, { recursive: true });
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(join(place, name), JSON.stringify(content));
    }
  };
  const stored = join(import.meta.dirname, '../fixtures/runs/v0.1.0/group/seed-2/config.json');
  const config = JSON.parse(readFileSync(stored, 'utf8')) as object;
  const id = '0123456789abcdef'.repeat(2);
  const elsewhere = { host: 'elsewhere', boot: 'another', namespace: null, started: '1' };
  write('hrmas/seed-1', { 'config.json': config, lock: { id, pid: 7, ...elsewhere } });
  write('dense/seed-1', {
    'failure.json': {
      kind: 'data',
      message: 'No.',
      where: 'here',
      remedy: 'Mend it.',
      attempts: 2,
    },
  });
  write('hrmas/seed-2', { 'config.json': config });
}
