/** A finished run and a finished study, as small as can be, for the tests of reports. */
import { join } from 'node:path';
import { analyseMember } from '../../src/experiment/analyse-member.ts';
import { openData } from '../../src/experiment/experiment-data.ts';
import { startExperiment } from '../../src/experiment/run-experiment.ts';
import { ensureFolder } from '../../src/files/folders.ts';
import { FactReader } from '../../src/study/cell-facts.ts';
import { loadStudy } from '../../src/study/load-study.ts';
import { writeStudyRecord } from '../../src/study/read-study.ts';
import { cellFolder } from '../../src/study/study-record.ts';
import { writeStudyFiles } from '../../src/study/write-study-files.ts';
import { tinyPlan } from '../experiment/tiny.ts';
import { tinyStudy, writeStudy } from '../study/tiny-study.ts';

/** Searches with two seeds, and a random motif beside each. @returns the run directory */
export async function tinyRun(root: string, sets: readonly string[] = []): Promise<string> {
  const folder = join(root, 'run');
  const plan = await tinyPlan(root, ['seeds=[1,2]', 'compare=[random]', ...sets]);
  await startExperiment(plan, folder);
  return folder;
}

/** A study of seven methods and two seeds, one run of which failed. @returns its folder */
export async function tinyStudyFolder(root: string): Promise<string> {
  const folder = join(root, 'study');
  const { letters } = tinyStudy().datasets as { letters: { settings: { data: object } } };
  const { file, data } = writeStudy(root, {
    tuning: { settings: 24, judgedOn: 'a fifth of the training samples' },
    methods: [
      ...['hrmas', 'hrmas-no-ip', 'random-search', 'feedforward'],
      ...['random-motif', 'even-motif', 'same-motif'],
    ],
    datasets: {
      letters: { settings: { data: { ...letters.settings.data, validationFraction: 0.2 } } },
    },
  });
  const dataPaths = new Map([['letters', data]]);
  const study = await loadStudy({ path: file, dataPaths, seeds: null });
  await ensureFolder(folder);
  await writeStudyRecord(folder, study);
  for (const { dataset, method, seeds, task, config } of study.entries) {
    for (const seed of seeds) {
      if (method === 'feedforward' && seed === 2) continue;
      const run = join(folder, cellFolder({ dataset, method, seed }));
      const plan = {
        name: method,
        task,
        config: { ...config, seeds: [seed], compare: [] },
      };
      await startExperiment(plan, run);
      const samples = await openData(plan.config.data);
      await analyseMember({ plan, folder: run, data: samples });
      samples.dataset.close();
    }
  }
  const failure = {
    dataset: 'letters',
    method: 'feedforward',
    seed: 2,
    kind: 'numerical',
    message: 'The loss is NaN</script><img src=x onerror=alert(1)>.',
    where: null,
    remedy: null,
    attempts: 2,
  };
  await writeStudyFiles(folder, study, [failure], new FactReader(folder));
  return folder;
}
