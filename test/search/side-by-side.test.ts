/** Candidates on trial side by side, as on graphics cards, give what they give one after the other. */
import { expect, it } from 'vitest';
import { referenceEngine } from '../../src/engine/reference/index.ts';
import type { SearchEvent } from '../../src/search/events.ts';
import { SearchJob } from '../../src/search/search-job.ts';
import type { SearchSettings } from '../../src/search/settings.ts';
import { finish } from '../training/toy.ts';
import { expectSameWhenKilled } from './resumed.ts';
import { SETTINGS, searchInput } from './toy.ts';

const FINALISTS = { ...SETTINGS.finalists, count: 4, sharedEpochs: 6 };

const VARIANTS: readonly [name: string, Partial<SearchSettings>][] = [
  ['random search, candidates of different length', { strategy: 'random', candidates: 5 }],
  ['random search in rounds', { strategy: 'random', candidates: 6, reduction: 2 }],
  ['finalists of hrmas in rounds', { strategy: 'hrmas', finalists: FINALISTS, reduction: 2 }],
  ['finalists of evolution', { strategy: 'evolution', candidates: 6, finalists: FINALISTS }],
];

/** By candidate: only the order between candidates may differ. */
const byStage = (events: readonly SearchEvent[]): SearchEvent[] =>
  events.toSorted((a, b) => stageOf(a).localeCompare(stageOf(b)));

const stageOf = (event: SearchEvent): string => String('stage' in event ? event.stage : '');

it.each(VARIANTS)('%s', async (_, changes) => {
  const run = async (networksAtATime: number) => {
    const engine = { ...referenceEngine, networksAtATime };
    const job = await SearchJob.start({ ...searchInput(changes), engine });
    return { job, events: await finish(job) };
  };
  const alone = await run(1);
  for (const count of [2, 3, 8]) {
    const { job, events } = await run(count);
    expect(byStage(events)).toEqual(byStage(alone.events));
    expect(job.snapshot()).toEqual(alone.job.snapshot());
  }
});

it('resumes with the same bits before any step, also with fewer at a time', async () => {
  const given = searchInput({ strategy: 'random', candidates: 5 });
  const input = { ...given, engine: { ...referenceEngine, networksAtATime: 3 } };
  const whole = (await expectSameWhenKilled(input)).job;

  const begun = await SearchJob.start(input);
  for (let k = 0; k < 3; k++) await begun.advance();
  expect(JSON.stringify(begun.snapshot().state)).toContain('"alongside"');
  const elsewhere = await SearchJob.restore(given, begun.snapshot());
  await finish(elsewhere);
  expect(elsewhere.snapshot()).toEqual(whole.snapshot());
});
