/** Every event that a job writes is read back as it was; anything else is refused by field. */
import { describe, expect, test } from 'vitest';
import { hillClimb } from '../../examples/hill-climb.ts';
import { EVENT_KINDS, parseEvent, type RunEvent } from '../../src/run/schema/events.ts';
import { SearchJob } from '../../src/search/search-job.ts';
import { expectFailure } from '../data/helpers.ts';
import { searchInput } from '../search/toy.ts';
import { finish } from '../training/toy.ts';
import { EVENTS, epoch, iteration } from './events.ts';

const named = EVENTS.map((event) => {
  const stage = 'stage' in event ? ` of ${event.stage}` : '';
  return [`${event.event}${stage}`, event] as [string, RunEvent];
});

/** The same object with the keys of every object in it the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
}

test('there is an example of every kind', () => {
  expect(new Set(EVENTS.map(({ event }) => event))).toEqual(new Set(EVENT_KINDS));
});

test.each(named)('%s comes back as it was, in any order of its keys', (_, event) => {
  expect(parseEvent(JSON.stringify(event), 'line 1')).toEqual(event);
  expect(parseEvent(JSON.stringify(reversed(event)), 'line 1')).toEqual(event);
});

test.each(named)('%s is refused without any one of its fields', async (_, event) => {
  for (const field of Object.keys(event)) {
    // Without it, the probe of a search is one of training.
    if (field === 'types') continue;
    const line = JSON.stringify({ ...event, [field]: undefined });
    await expectFailure(
      () => parseEvent(line, 'line 1'),
      'artifact',
      /missing/,
      new RegExp(`^line 1, field ${field}$`),
    );
  }
});

describe('a line that is not an event names the field', () => {
  test.each<[string, string, RegExp, string]>([
    ['not JSON', '{"event":"epoch"', /not JSON/, 'line 1'],
    ['empty', '', /not JSON/, 'line 1'],
    ['NUL bytes', '\0\0\0\0', /not JSON/, 'line 1'],
    ['a number', '5', /expected an object/, 'line 1'],
    ['a list', '[]', /expected an object/, 'line 1'],
    ['no event', '{"loss":1}', /one of "iteration"/, 'line 1, field event'],
    ['an unknown event', '{"event":"try"}', /found "try"/, 'line 1, field event'],
    [
      'a string for a number',
      JSON.stringify({ ...epoch, loss: '0.3' }),
      /a number, found "0.3"/,
      'line 1, field loss',
    ],
    [
      'null for a number, as JSON writes NaN',
      JSON.stringify({ ...epoch, gradientNorm: Number.NaN }),
      /a number, found null/,
      'line 1, field gradientNorm',
    ],
    [
      'an accuracy above 1',
      JSON.stringify({ ...epoch, accuracy: 50 }),
      /at most 1, found 50/,
      'line 1, field accuracy',
    ],
    [
      'a wrong type far within',
      JSON.stringify({ ...iteration, layers: [{ ...iteration.layers[0], sizes: ['2'] }] }),
      /a number, found "2"/,
      'line 1, field layers[0].sizes[0]',
    ],
  ])('%s', async (_, line, message, where) => {
    await expectFailure(
      () => parseEvent(line, 'line 1'),
      'artifact',
      message,
      new RegExp(`^${where.replaceAll(/[[\]]/g, '\\$&')}$`),
    );
  });
});

test.each([
  ['HRMAS', { strategy: 'hrmas' }, undefined],
  ['random search', { strategy: 'random' }, undefined],
  ["a strategy of one's own", { candidates: 2 }, hillClimb],
] as const)('all that a search by %s writes', async (_, settings, strategy) => {
  const input = searchInput({ sizeEpochs: 1, typeEpochs: 1, ...settings });
  const events = await finish(await SearchJob.start({ ...input, ...(strategy && { strategy }) }));
  for (const event of events) {
    const line = JSON.stringify(event);
    expect(parseEvent(line, 'line 1')).toEqual(JSON.parse(line));
  }
  expect(events.some(({ event }) => event === 'test')).toBe(true);
});

test('fields that a later version may add are left out', () => {
  expect(parseEvent(JSON.stringify({ ...epoch, energy: 3 }), 'line 1')).toEqual(epoch);
});

test('events that are not wanted are left out, but checked', async () => {
  const kinds = ['test'] as const;
  expect(parseEvent(JSON.stringify(epoch), 'line 1', kinds)).toBeNull();
  await expectFailure(
    () => parseEvent('{"event":"epoch"}', 'line 1', kinds),
    'artifact',
    /missing/,
    /line 1, field stage/,
  );
  await expectFailure(
    () => parseEvent('{"event":"try"}', 'line 1', kinds),
    'artifact',
    /found "try"/,
    /field event/,
  );
});
