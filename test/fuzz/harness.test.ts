/** The fuzzer itself: what it divides, remembers, damages and notices. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Random } from '../../src/core/random.ts';
import { type Chunk, covered, Journal, nextRange } from './journal.ts';
import { damageJson } from './json-damage.ts';
import { planTargets } from './plan.ts';
import { runChunk } from './process.ts';
import { readReplies } from './studio/replies.ts';
import { FUZZ_TARGETS } from './targets.ts';
import { damageYaml } from './yaml-damage.ts';

const folder = mkdtempSync(join(tmpdir(), 'motifsmith-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the plan', () => {
  it('gives every target its share of the total, at least 10,000 of a million', () => {
    const plan = planTargets(FUZZ_TARGETS, 1_000_000);
    const all = plan.reduce((sum, { inputs }) => sum + inputs, 0);
    expect(all).toBeGreaterThanOrEqual(1_000_000);
    expect(all).toBeLessThan(1_000_000 + plan.length);
    for (const { inputs } of plan) expect(inputs).toBeGreaterThanOrEqual(10_000);
  });

  it('does what is missing first, and never anything twice', () => {
    expect(nextRange([], 100, 40)).toEqual({ first: 0, count: 40 });
    const taken = [
      { first: 60, count: 10 },
      { first: 0, count: 50 },
      { first: 45, count: 10 },
    ];
    expect(nextRange(taken, 100, 40)).toEqual({ first: 55, count: 5 });
    expect(covered(taken)).toBe(65);
    expect(nextRange([{ first: 0, count: 100 }], 100, 40)).toBeNull();
    expect(nextRange([{ first: 0, count: 90 }], 100, 40)).toEqual({ first: 90, count: 10 });
  });
});

it('the journal goes on after a kill that cut its last line', () => {
  const path = join(folder, 'journal.jsonl');
  const chunk: Chunk = {
    ...{ target: 'a', seed: 1, first: 0, count: 5, accepted: 1, rejected: 4, findings: [] },
    ...{ largestAllocation: 1, slowest: 1, peakMemory: 1, seconds: 1, version: 'v' },
  };
  new Journal(path).add(chunk);
  appendFileSync(path, '{"target":"a","se');
  const journal = new Journal(path);
  expect(journal.chunks).toEqual([chunk]);
  journal.add({ ...chunk, first: 5 });
  expect(new Journal(path).chunks.map(({ first }) => first)).toEqual([0, 5]);
});

describe('a process', () => {
  const run = (target: string, limits: object) =>
    runChunk({
      ...{ target, seed: 1, first: 10, inputs: 5, place: join(folder, target) },
      ...limits,
    });

  it.each([
    ['broken-computing', { computingMs: 800 }, /computes without end/],
    ['broken-waiting', { waitingMs: 1500 }, /waits without end/],
    ['broken-heap', {}, /heap out of memory/],
    ['broken-exit', {}, /ended with 3/],
  ])('that ends as %s does is noticed, with its input', async (target, limits, what) => {
    expect(await run(target, limits)).toMatchObject({
      ...{ kind: 'died', input: 12, what: expect.stringMatching(what) },
    });
  });

  it('that takes memory which is no typed array is noticed', async () => {
    expect(await run('broken-memory', {})).toMatchObject({
      report: { findings: [{ input: 12, what: expect.stringMatching(/added 4\d{8} bytes/) }] },
    });
  });

  it('that ends well reports, and can be given the bytes of a file', async () => {
    const task = { target: 'idx', seed: 1, first: 0, place: join(folder, 'idx') };
    const done = await runChunk({ ...task, inputs: 50 });
    expect(done).toMatchObject({ kind: 'done', report: { inputs: 50, findings: [] } });
    const file = join(folder, 'one.idx');
    appendFileSync(file, Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 7));
    expect(await runChunk({ ...task, inputs: 1, file })).toMatchObject({
      report: { accepted: 1, rejected: 0 },
    });
    expect(readFileSync(task.place, 'utf8').trim()).toBe('0');
  });
});

describe('damaged text', () => {
  const seed = JSON.stringify({ a: 1, b: [{ c: 'x' }, { c: 'y' }], d: { e: true } });

  it('in JSON has keys twice, keys of prototypes, numbers beyond all, depth and other types', () => {
    const texts = Array.from({ length: 1000 }, (_, k) => damageJson([seed], new Random(k, 'x')));
    expect(new Set(texts).size).toBeGreaterThan(700);
    for (const pattern of [
      ...[/"a":[^{]*"a":/, /"__proto__":/, /1e999/, /\[{60}/, /NaN/, /"a":\[/, /\\u0000/],
    ]) {
      expect(
        texts.some((text) => pattern.test(text)),
        String(pattern),
      ).toBe(true);
    }
    const parsed = texts.filter((text) => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    });
    expect(parsed.length).toBeGreaterThan(texts.length / 2);
  });

  it('in YAML has aliases, tags, merge keys and values multiplied by aliases', () => {
    const bytes = new TextEncoder().encode('a: 1\nb:\n  - c: x\n  - c: y\n');
    const texts = Array.from({ length: 3000 }, (_, k) =>
      new TextDecoder().decode(damageYaml(new Random(k, 'y'), [bytes])),
    );
    for (const pattern of [/&a \[\*a\]/, /\*missing/, /!!omap/, /<<: /, /^---/m, /&a5 \[\*a4/]) {
      expect(
        texts.some((text) => pattern.test(text)),
        String(pattern),
      ).toBe(true);
    }
  });
});

describe('replies', () => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n';

  it('are read one after another, whole ones only', () => {
    const { replies, rest, problem } = readReplies(`${head}ab${head}c`, false);
    expect(replies).toMatchObject([{ status: 200, body: 'ab' }]);
    expect([rest, problem]).toEqual([head.length + 1, null]);
    const chunked = 'HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n';
    const parts = readReplies(`${chunked}3\r\nabc\r\n0\r\n\r\n`, false);
    expect(parts.replies).toMatchObject([{ status: 404, body: 'abc' }]);
    expect(readReplies('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n', true).replies).toHaveLength(
      1,
    );
  });

  it.each([
    ['no status line', 'HTTP/1.1 OK\r\n\r\n'],
    ['no header', 'HTTP/1.1 200 OK\r\nbad header\r\n\r\n'],
    ['a length', 'HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\n'],
    ['no length', 'HTTP/1.1 200 OK\r\n\r\n'],
    ['a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
  ])('with %s are named', (problem, bytes) => {
    expect(readReplies(bytes, false).problem).toContain(problem);
  });
});
