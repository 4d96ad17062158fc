/** `card`: what the Hub reads of it, what its reader sees, and what it never overwrites. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { marked } from 'marked';
import { beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { EXIT_CODES } from '../../../src/core/errors.ts';
import { temporaryFolder, tinyConfig, tinySpikeSet } from '../../experiment/tiny.ts';
import { motifsmith } from './command.ts';

const root = temporaryFolder();
const run = join(root, 'run');
const card = join(run, 'README.md');
const HOSTILE =
  '<img src=x onerror=alert(1)> `a` ``b`` [c](http://d) | **e**: #f\n---\n\u001b[2J\u202eg';
const recorded = (): { test: { samples: number; accuracy: number } } =>
  JSON.parse(readFileSync(join(run, 'summary.json'), 'utf8'));

beforeAll(async () => {
  const config = join(root, 'tiny.json');
  const data = join(root, 'tiny.npz');
  writeFileSync(data, tinySpikeSet());
  const settings = tinyConfig(data, root) as { data: object };
  writeFileSync(config, JSON.stringify({ ...settings, data: { ...settings.data, name: HOSTILE } }));
  const { code, stderr } = await motifsmith('search', config, '--run-dir', run, '--quiet');
  expect(code, stderr).toBe(0);
});

/** https://github.com/huggingface/hub-docs/blob/main/modelcard.md: what the Hub needs of each field. */
const text = z.string().min(1);
const hub = z.strictObject({
  license: text,
  library_name: z.literal('motifsmith'),
  tags: z.array(z.string().regex(/^[a-z0-9-]+$/)).min(1),
  datasets: z.array(z.string().regex(/^[\w.-]+(\/[\w.-]+)?$/)).optional(),
  metrics: z.tuple([z.literal('accuracy')]),
  'model-index': z.tuple([
    z.strictObject({
      name: text,
      results: z.tuple([
        z.strictObject({
          task: z.strictObject({ type: text, name: text }),
          dataset: z.strictObject({
            type: z.string().regex(/^[\w.-]+(\/[\w.-]+)?$/),
            name: text,
            split: z.literal('test'),
            args: z.strictObject({ samples: z.int(), fingerprint: text }),
          }),
          metrics: z.tuple([
            z.strictObject({ type: z.literal('accuracy'), name: text, value: z.number() }),
          ]),
        }),
      ]),
    }),
  ]),
});

/** The block as the Hub finds it, and the rest. */
function parts(): [metadata: z.output<typeof hub>, body: string] {
  const [whole, yaml] = /^---\n([\s\S]*?)\n---\n/.exec(readFileSync(card, 'utf8'))!;
  return [hub.parse(parse(yaml!)), readFileSync(card, 'utf8').slice(whole.length)];
}

test('the metadata are those that the Hub knows, and hostile names are only names', async () => {
  const { code, stdout, stderr } = await motifsmith('card', run, '--license', 'apache-2.0');
  expect(code, stderr).toBe(0);
  expect(stdout).toBe(`${card}\n`);
  const [metadata, body] = parts();
  const { test } = recorded();
  expect(metadata.license).toBe('apache-2.0');
  expect(metadata.datasets).toBeUndefined();
  const [{ results }] = metadata['model-index'];
  expect(results[0].metrics[0].value).toBe(test.accuracy);
  expect(results[0].dataset.args.samples).toBe(test.samples);
  expect(results[0].dataset.name).toContain('\\x1b[2J');
  for (const character of ['\u001b', '\u202e']) {
    expect(readFileSync(card, 'utf8')).not.toContain(character);
  }
  const page = await marked(body);
  expect(page).not.toMatch(/<(img|script|a href="http:)/);
  expect(page).toContain('&lt;img src=x onerror=alert(1)&gt; `a` ``b`` [c](http://d) | **e**');
  expect(page.match(/<h1>/g)).toHaveLength(1);
  expect(page.match(/<h2>/g)).toHaveLength(6);
});

test('it says what the network is, how sure its accuracy is, and how to load and cite it', () => {
  const [, body] = parts();
  expect(body).toContain('9 inputs → 12 neurons (SC-ML layer, motifs of');
  expect(body).toMatch(/accuracy \| \d+\.\d+\s% \|\n\| 95 % interval \(Wilson\) \| \[\d/);
  expect(body).toContain('with TSSL-BP and Adam (batches of 5, learning rate 0.01)');
  expect(body).toContain('3 classes: ');
  expect(body).toContain('--format pytorch');
  expect(body).toContain('@article{zhang2024composing,');
});

test('a card is replaced by another, an edited one and any other file are not', async () => {
  const again = await motifsmith('card', run);
  expect(again.code, again.stderr).toBe(0);
  expect(parts()[0].license).toBe('unknown');
  for (const content of [`${readFileSync(card, 'utf8')}Mine.\n`, '# Mine\n', '']) {
    writeFileSync(card, content);
    const refused = await motifsmith('card', run);
    expect(refused.code).toBe(EXIT_CODES.usage);
    expect(refused.stderr).toContain('--force');
    expect(readFileSync(card, 'utf8')).toBe(content);
  }
  const forced = await motifsmith('card', run, '--force', '--license', 'mine\n---\n');
  expect(forced.code).toBe(0);
  expect(parts()[0].license).toBe('mine\\n---\\n');
});
