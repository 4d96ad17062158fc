/** The digits of the search in a tab are those of the command line, bit for bit. */
import { expect, test } from 'vitest';
import { loadConfig } from '../../../src/config/load.ts';
import { DiskStore } from '../../../src/data/store/disk.ts';
import { BUNDLED, readMnist } from '../../../src/data/store/mnist-files.ts';
import { openData } from '../../../src/experiment/experiment-data.ts';
import { TAB_TASKS, tabData, tabExperiment } from '../../../src/studio/page/engine/tab-search.ts';

const digits = TAB_TASKS.find(({ data }) => data.source === 'mnist-saccade')!;
const task = { ...digits, data: { ...digits.data, trainSamples: 30, testSamples: 20 } } as const;

test('a tab sees the digits that `motifsmith search` sees', async () => {
  const store = await DiskStore.open(BUNDLED);
  const tab = await tabData(task as typeof digits, () => readMnist(store));
  const { data } = tabExperiment(task as typeof digits);
  const sets = Object.entries(data).map(([key, value]) => `data.${key}=${JSON.stringify(value)}`);
  const { config } = await loadConfig({ source: 'demo', sets, options: [] });
  const { dataset } = await openData(config.data);
  expect(tab.fingerprint).toBe(dataset.fingerprint);
  expect(tab.train.length).toBe(30);
  expect(tab.test.read(3)).toEqual(dataset.test.read(3));
  await dataset.close();
});
