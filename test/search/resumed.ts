/** Searches that are killed before every step. */
import { expect } from 'vitest';
import type { SearchEvent } from '../../src/search/events.ts';
import type { SearchInput } from '../../src/search/search-input.ts';
import { SearchJob } from '../../src/search/search-job.ts';
import { finish, finishWithKills } from '../training/toy.ts';

/**
 * Runs a search whole, and again killed before every step, and expects the same of both.
 * @returns the whole one
 */
export async function expectSameWhenKilled(
  input: SearchInput,
): Promise<{ job: SearchJob; events: SearchEvent[] }> {
  const job = await SearchJob.start(input);
  const events = await finish(job);
  const killed = await finishWithKills(await SearchJob.start(input), (saved) =>
    SearchJob.restore(input, saved),
  );
  expect(killed.events).toEqual(events);
  expect(killed.job.snapshot()).toEqual(job.snapshot());
  expect(killed.job.result()).toEqual(job.result());
  expect(killed.job.progress()).toEqual(job.progress());
  return { job, events };
}
