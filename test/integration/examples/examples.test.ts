/** Runs the examples as a reader would, and holds the tutorials to what is run. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const PROJECT = join(import.meta.dirname, '../../..');
const run = promisify(execFile);

async function output(example: string): Promise<string> {
  const parameters = ['--import', 'tsx', join('examples', example)];
  return (await run(process.execPath, parameters, { cwd: PROJECT })).stdout;
}

describe('examples', () => {
  it('own-data: learns recordings that were made in memory', async () => {
    const [hidden, accuracy] = (await output('own-data.ts')).trim().split('\n');
    expect(JSON.parse(hidden!)).toMatchObject([{ kind: 'scml', neurons: 32 }]);
    expect(Number(/^accuracy (.*)$/.exec(accuracy!)?.[1])).toBeGreaterThan(0.9);
  });

  it('own-strategy: resumes after a stop, and finds something', async () => {
    const text = await output('own-strategy.ts');
    expect([...text.matchAll(/^try \{/gm)]).toHaveLength(4);
    const accuracy = /^hill-climb: accuracy (.*)$/m.exec(text)?.[1];
    // Three classes: chance is 0.33.
    expect(Number(accuracy)).toBeGreaterThan(0.5);
  });

  it('train-then-stream: decides correctly while events arrive', async () => {
    const lines = (await output('train-then-stream.ts')).trim().split('\n');
    expect(Number(/^accuracy (.*)$/.exec(lines[0]!)?.[1])).toBeGreaterThan(0.9);
    expect(lines).toHaveLength(9);
    for (const label of [0, 1]) {
      const end = lines.indexOf(`was class ${label}`);
      expect(lines[end - 1]).toMatch(new RegExp(`^150 ms: class ${label}, scores`));
    }
  });
});

describe('tutorials', () => {
  const tutorials = readdirSync(join(PROJECT, 'docs/tutorials'));
  const sources = readdirSync(join(PROJECT, 'examples')).map((name) =>
    readFileSync(join(PROJECT, 'examples', name), 'utf8'),
  );

  it.each(tutorials)('%s shows code that the examples run', (tutorial) => {
    const text = readFileSync(join(PROJECT, 'docs/tutorials', tutorial), 'utf8');
    const blocks = [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => code!);
    expect(blocks.length).toBeGreaterThan(0);
    for (const block of blocks) {
      expect(
        sources.some((source) => source.includes(block)),
        block,
      ).toBe(true);
    }
  });

  it('own-data.md needs 20 lines for the data set', () => {
    const text = readFileSync(join(PROJECT, 'docs/tutorials/own-data.md'), 'utf8');
    const [, first] = /^```ts\n(.*?)^```/ms.exec(text)!;
    const code = first!.split('\n').filter((line) => line !== '' && !/^\s*\/\*\*/.test(line));
    expect(code.length).toBeLessThanOrEqual(20);
  });
});
