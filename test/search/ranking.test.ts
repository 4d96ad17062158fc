import { expect, it } from 'vitest';
import { SearchJob } from '../../src/search/search-job.ts';
import { eventsOf, finish } from '../training/toy.ts';
import { SETTINGS, searchInput } from './toy.ts';

const FINALISTS = { ...SETTINGS.finalists, count: 3, sharedEpochs: 3, rank: true };

it.each([true, false])(
  'measures the decided motif as the cut did (inherit: %s)',
  async (inherit) => {
    const job = await SearchJob.start(searchInput({ finalists: { ...FINALISTS, inherit } }));
    const events = await finish(job);
    const { cuts, candidates } = job.result();
    expect(candidates.find(({ candidate }) => candidate === 1)!.supernet).toEqual(cuts[1]!.after);
    for (const event of eventsOf(events, 'candidate')) expect(event.supernet).toBeDefined();
  },
);

it('changes nothing else', async () => {
  const found = async (rank: boolean) => {
    const job = await SearchJob.start(searchInput({ finalists: { ...FINALISTS, rank } }));
    await finish(job);
    const { candidates, ...rest } = job.result();
    return { ...rest, candidates: candidates.map(({ supernet: _, ...one }) => one) };
  };
  expect(await found(true)).toEqual(await found(false));
});
