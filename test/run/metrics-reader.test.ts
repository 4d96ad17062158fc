/** The reader of metrics.jsonl: whole lines only, and damage treated as the caller says. */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type MetricsOptions, readMetrics } from '../../src/run/metrics-reader.ts';
import type { RunEvent } from '../../src/run/schema/events.ts';
import { expectFailure } from '../data/helpers.ts';
import { temporaryFolder } from '../experiment/tiny.ts';
import { EVENTS, epoch, iteration } from './events.ts';

const root = temporaryFolder();
let files = 0;
function write(content: string | Uint8Array): string {
  const path = join(root, `${files++}.jsonl`);
  writeFileSync(path, content);
  return path;
}

const line = (event: RunEvent): string => `${JSON.stringify(event)}\n`;

async function read(path: string, options: Partial<MetricsOptions<'throw', RunEvent['event']>>) {
  const events: RunEvent[] = [];
  const all = readMetrics(path, { damage: 'throw', run: 'open', ...options });
  for await (const { event } of all) events.push(event);
  return events;
}

/** Events as they are, damage as its place. */
async function report(
  path: string,
  options: Partial<MetricsOptions<'report', RunEvent['event']>> = {},
) {
  const found: (RunEvent | string)[] = [];
  const all = readMetrics(path, { damage: 'report', run: 'open', ...options });
  for await (const one of all) {
    found.push('damage' in one ? one.damage.where!.slice(path.length + 2) : one.event);
  }
  return found;
}

test('all events in order', async () => {
  const path = write(EVENTS.map(line).join(''));
  expect(await read(path, {})).toEqual(EVENTS);
  expect(await read(path, { run: 'finished' })).toEqual(EVENTS);
  expect(await report(path)).toEqual(EVENTS);
});

test('nothing in an empty file', async () => {
  expect(await read(write(''), { run: 'finished' })).toEqual([]);
});

test('only the kinds that are wanted', async () => {
  const path = write(EVENTS.map(line).join(''));
  const cuts = EVENTS.filter(({ event }) => event === 'cut');
  expect(await read(path, { kinds: ['cut'] })).toEqual(cuts);
});

test('lines longer than a chunk, and places from which reading goes on', async () => {
  const long: RunEvent = {
    event: 'strategy',
    stage: 'climb',
    name: 'trace',
    figures: { text: 'ä'.repeat(300_000) },
  };
  const events = [epoch, long, iteration, long, epoch];
  const path = write(events.map(line).join(''));
  const places: number[] = [0];
  for await (const { byte, next } of readMetrics(path, { damage: 'throw', run: 'open' })) {
    expect(byte).toBe(places.at(-1));
    places.push(next);
  }
  for (const [k, from] of places.entries()) {
    expect(await read(path, { from })).toEqual(events.slice(k));
  }
});

describe('a last line without a line feed', () => {
  test.each([
    ['cut short', '{"event":"epo'],
    ['whole but for the line feed', JSON.stringify(epoch)],
    ['NUL bytes, as a crash of the machine leaves them', '\0'.repeat(4096)],
  ])('%s: not a line yet, or damage once the run has finished', async (_, rest) => {
    const path = write(line(iteration) + rest);
    expect(await read(path, {})).toEqual([iteration]);
    expect(await report(path)).toEqual([iteration]);
    expect(await report(path, { run: 'finished' })).toEqual([iteration, 'line 2']);
    await expectFailure(
      () => read(path, { run: 'finished' }),
      'artifact',
      /cut short/,
      /\.jsonl, line 2$/,
    );
  });

  test('is read once it is whole', async () => {
    const path = write(line(iteration) + JSON.stringify(epoch).slice(0, 20));
    const from = Buffer.byteLength(line(iteration));
    expect(await read(path, { from })).toEqual([]);
    appendFileSync(path, line(epoch).slice(20));
    expect(await read(path, { from })).toEqual([epoch]);
  });
});

describe('a damaged line is thrown or reported, and the rest is read', () => {
  const damages: [string, string | Uint8Array, RegExp, string][] = [
    ['not JSON', '{"event":', /not JSON/, ''],
    ['empty', '', /not JSON/, ''],
    ['NUL bytes', '\0\0\0', /not JSON/, ''],
    ['not UTF-8', Uint8Array.of(0x22, 0xff, 0x22), /not UTF-8/, ''],
    ['an unknown event', '{"event":"try"}', /found "try"/, ', field event'],
    [
      'a wrong type',
      JSON.stringify({ ...epoch, epoch: 'one' }),
      /a number, found "one"/,
      ', field epoch',
    ],
    ['too long', `"${'x'.repeat(400_000)}"`, /longer than 300000 bytes/, ''],
  ];
  test.each(damages)('%s', async (_, damage, message, field) => {
    const path = write(
      Buffer.concat([
        Buffer.from(line(iteration)),
        Buffer.from(damage),
        Buffer.from('\n'),
        Buffer.from(line(epoch)),
      ]),
    );
    const longestLine = 300_000;
    expect(await report(path, { longestLine })).toEqual([iteration, `line 2${field}`, epoch]);
    await expectFailure(
      () => read(path, { longestLine }),
      'artifact',
      message,
      new RegExp(`\\.jsonl, line 2${field}$`),
    );
    // A reader that starts in the middle counts the lines before, too.
    const from = Buffer.byteLength(line(iteration));
    expect(await report(path, { longestLine, from })).toEqual([`line 2${field}`, epoch]);
  });

  test('a line that never ends is reported at the place where it begins', async () => {
    const path = write(line(epoch) + 'x'.repeat(400_000));
    const from = Buffer.byteLength(line(epoch));
    const places: { byte: number; next: number }[] = [];
    const all = readMetrics(path, { damage: 'report', run: 'open', longestLine: 300_000, from });
    for await (const { byte, next } of all) places.push({ byte, next });
    expect(places).toEqual([{ byte: from, next: from }]);
  });
});

test('a record that is missing or cannot be read', async () => {
  const missing = join(root, 'nowhere.jsonl');
  await expectFailure(() => read(missing, {}), 'artifact', /ENOENT/, /nowhere/);
  mkdirSync(join(root, 'folder.jsonl'));
  await expectFailure(() => read(join(root, 'folder.jsonl'), {}), 'artifact', /EISDIR/, /folder/);
});
