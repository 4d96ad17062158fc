/** The page of a run: complete, well formed, the same every time, and safe against what names hold. */
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { beforeAll, describe, expect, test } from 'vitest';
import { binomialInterval } from '../../src/analysis/binomial.ts';
import { writeReport } from '../../src/report/report.ts';
import { chapterTitles, checkPage } from '../browser/report/page-checks.ts';
import { expectFailure } from '../data/helpers.ts';
import { fileHash, temporaryFolder } from '../experiment/tiny.ts';
import { tinyRun } from './material.ts';

const root = temporaryFolder();
let run: string;
let html: string;

const report = (directory: string, options: Partial<Parameters<typeof writeReport>[0]> = {}) =>
  writeReport({ directory, output: null, ...options });
const read = (...path: string[]) => readFileSync(join(...path), 'utf8');

/** A copy of the run in which one file differs. */
function changed(name: string, file: string, change: (text: string) => string): string {
  const copy = join(root, name);
  cpSync(run, copy, { recursive: true });
  writeFileSync(join(copy, file), change(read(copy, file)));
  return copy;
}

/** Makes a member one of version 0.1, whose summaries hold no hashes of other files. */
function withoutHashes(copy: string, member: string): string {
  const { files: _, ...summary } = JSON.parse(read(copy, `${member}/summary.json`));
  writeFileSync(join(copy, member, 'summary.json'), JSON.stringify(summary));
  return copy;
}

beforeAll(async () => {
  run = await tinyRun(root);
  const { kind, notes } = await report(run);
  expect([kind, notes]).toEqual(['run', []]);
  html = read(run, 'report.html');
}, 120_000);

describe('the page', () => {
  test('has every chapter and figure', () => {
    const document = checkPage(html);
    expect(chapterTitles(document)).toEqual([
      'Results',
      'Losses and accuracies',
      'Search',
      'Neurons over the epochs',
      'Architecture and weights',
      'Spikes and potentials',
      'Operations and energy',
      'Cost of the run',
      'Methods',
    ]);
    for (const id of [
      'confusion',
      'course',
      'members',
      'decisions',
      'cuts',
      'neurons',
      'motif-0',
      'decision',
    ]) {
      expect(document.querySelector(`#figure-${id}`) !== null, id).toBe(true);
    }
    expect(document.querySelectorAll('figure[id^="figure-sample-"]').length).toBe(3);
  });

  test('says version, seeds, fingerprint and every setting', () => {
    const config = JSON.parse(read(run, 'config.json'));
    const methods = html.slice(html.indexOf('id="methods"'));
    for (const text of [
      `Motifsmith ${config.version}`,
      'seeds 1 and 2',
      config.data.fingerprint,
      'search.plasticity.targetRate',
      'training.learningRate',
      'network.inhibitoryWeight',
    ]) {
      expect(methods).toContain(text);
    }
    for (const member of ['seed-1', 'seed-2-random']) {
      expect(methods).toContain(JSON.parse(read(run, member, 'summary.json')).weights.sha256);
    }
  });

  test('shows the settings that differ from the defaults, and folds all others away', () => {
    const { document } = parseHTML(html);
    const paths = [...document.querySelectorAll('#table-changed-settings tbody th')].map(
      ({ textContent }) => textContent,
    );
    expect(paths).toContain('training.epochs');
    expect(paths).not.toContain('network.inhibitoryWeight');
    expect(paths.length).toBeLessThan(30);
    expect(document.querySelector('details.all-settings #table-settings')).not.toBeNull();
    expect(html).toMatch(/@media print \{[\s\S]*\.all-settings \{ display: none; \}/);
  });

  test('gives a run the interval of its accuracy, and warns of a small test', () => {
    const { test: found } = JSON.parse(read(run, 'seed-2', 'summary.json'));
    const [head, ...rows] = read(run, 'tables', 'members.csv').split('\n');
    const row = rows
      .find((line) => line.startsWith('"HRMAS, seed 2"'))!
      .split(',')
      .slice(1);
    const at = (id: string) => Number(row[head!.split(',').indexOf(id)]);
    const [low, high] = binomialInterval(found.accuracy * found.samples, found.samples);
    expect([at('run_low'), at('run_high')]).toEqual([low, high]);
    expect(html).toContain('by Wilson’s score over the test samples');
    expect(html).toContain('The test of tiny is small: with 6 samples');
  });

  test('has the columns that are asked for in LaTeX, and refuses others before it writes', async () => {
    const output = join(root, 'columns.html');
    await report(run, { output, columns: new Map([['', ['accuracy', 'network']]]) });
    const tex = read(root, 'columns-tables', 'members.tex');
    expect(tex).toMatch(
      /\\toprule\n {2}\{\\shortstack\[r\]\{accuracy\\\\\(\\%\)\}\} & network \\\\/,
    );
    expect(read(root, 'columns-tables', 'members.csv')).toContain('run_low');
    const refused = { output: join(root, 'refused.html'), columns: new Map([['members', ['x']]]) };
    await expectFailure(() => report(run, refused), 'usage', /no column "x"/, /--columns/);
    expect(readdirSync(root)).not.toContain('refused-tables');
  });

  test('shows the accuracy that the run recorded, and writes it with all digits', () => {
    const { test: found } = JSON.parse(read(run, 'seed-2', 'summary.json'));
    const row = read(run, 'tables', 'members.csv')
      .split('\n')
      .find((line) => line.startsWith('"HRMAS, seed 2"'));
    expect(row).toContain(`,${found.accuracy},`);
    expect(html).toContain((100 * found.accuracy).toFixed(2));
  });

  test('lies beside its tables', () => {
    const files = readdirSync(join(run, 'tables'));
    const names = [...html.matchAll(/<table id="table-([^"]+)"/g)].map((match) => match[1]);
    expect(names.length).toBeGreaterThan(5);
    expect(files.sort()).toEqual(
      names.flatMap((name) => ['csv', 'md', 'tex'].map((form) => `${name}.${form}`)).sort(),
    );
    expect(read(run, 'tables', 'cuts.tex')).toMatch(/\\toprule[\s\S]*\\bottomrule/);
  });

  test('is the same, byte for byte, whenever and wherever it is made', async () => {
    const hash = fileHash(run, 'report.html');
    await report(run, { output: join(root, 'elsewhere', 'page.html') });
    const again = read(root, 'elsewhere', 'page.html').replaceAll('page-tables', 'tables');
    writeFileSync(join(root, 'again.html'), again);
    expect(fileHash(root, 'again.html')).toBe(hash);
  });

  test('looks closely at the member that is named', async () => {
    const output = join(root, 'member.html');
    await report(run, { output, member: 'seed-2-random' });
    checkPage(read(output));
    expect(read(output)).toContain('The network of random motif, seed 2');
    await expectFailure(() => report(run, { member: 'seed-9' }), 'usage', /seed-9/, /--member/);
  });

  test('reports a member by its own folder', async () => {
    const output = join(root, 'single.html');
    await report(join(run, 'seed-1'), { output });
    const document = checkPage(read(output));
    expect(document.querySelector('#figure-members') === null).toBe(true);
  });

  test('takes other energies', async () => {
    const output = join(root, 'energy.html');
    await report(run, { output, costs: { acPicojoule: 9, macPicojoule: 46 } });
    const energies = (text: string) => text.split('\n')[1]!.split(',').at(-1);
    expect(Number(energies(read(root, 'energy-tables', 'efficiency.csv')))).toBeCloseTo(
      10 * Number(energies(read(run, 'tables', 'efficiency.csv'))),
      6,
    );
    expect(read(output)).toContain('as requested');
  });
});

describe('what is not there', () => {
  test('data that have moved: the page does without and says so', async () => {
    const moved = changed('moved', 'config.json', (text) =>
      text.replaceAll('tiny.npz', 'gone.npz'),
    );
    rmSync(join(moved, 'seed-1', 'analysis.json'));
    const { notes } = await report(moved);
    expect(notes.join()).toMatch(/could not be read.*--data/);
    const document = checkPage(read(moved, 'report.html'));
    expect(document.querySelector('#activity')?.textContent).toMatch(/--data PATH/);
    await expectFailure(
      () => report(moved, { dataPath: join(root, 'gone.npz') }),
      'data',
      /./,
      /gone/,
    );
    expect((await report(moved, { dataPath: join(root, 'tiny.npz') })).notes).toEqual([]);
  });

  test('probes, in runs of older versions', async () => {
    const old = changed('old', 'seed-1/metrics.jsonl', (text) =>
      text.replaceAll(/^\{"event":"probe".*\n/gm, ''),
    );
    await expectFailure(() => report(old), 'artifact', /not what the run wrote/, /metrics/);
    await report(withoutHashes(old, 'seed-1'));
    checkPage(read(old, 'report.html'));
    expect(read(old, 'report.html')).toContain('no probe events');
  });

  test('the end of a run', async () => {
    const unfinished = changed('unfinished', 'seed-1/metrics.jsonl', (text) =>
      text.slice(0, text.indexOf('"event":"cut"') - 40),
    );
    for (const member of ['seed-1', 'seed-1-random', 'seed-2', 'seed-2-random']) {
      rmSync(join(unfinished, member, 'summary.json'));
    }
    rmSync(join(unfinished, 'seed-1', 'architecture.json'));
    rmSync(join(unfinished, 'summary.json'));
    const { notes } = await report(unfinished);
    expect(notes.join()).toContain('not trained yet');
    const page = read(unfinished, 'report.html');
    checkPage(page);
    expect(page).toContain('has not finished');
  });
});

describe('names that would be markup', () => {
  test('stand in the page as they are', async () => {
    const evil = '</script><img src=x onerror=alert(1)>';
    const hostile = changed('hostile', 'config.json', (text) => {
      const record = JSON.parse(text);
      record.name = `${evil}&amp;"'`;
      record.data.name = evil;
      record.data.description = `=${evil}`;
      record.data.classNames = [evil, '"><svg onload=x>', "'; DROP"];
      return JSON.stringify(record);
    });
    await report(hostile);
    const page = read(hostile, 'report.html');
    const document = checkPage(page);
    expect(document.querySelectorAll('main img').length).toBe(0);
    expect(document.querySelector('h1')?.textContent).toContain(evil);
    expect(page).not.toContain('<img');
  });
});

describe('damage', () => {
  /** Changes the first line of a record that is of a kind. */
  const inEvent = (kind: string, change: (line: string) => string) => (text: string) => {
    const lines = text.split('\n');
    const at = lines.findIndex((line) => line.startsWith(`{"event":"${kind}"`));
    return lines.map((line, k) => (k === at ? change(line) : line)).join('\n');
  };
  const lost = (field: string) => (text: string) => text.replace(`"${field}":`, '"misspelt":');

  test.each<[file: string, change: (text: string) => string, message: RegExp, where: RegExp]>([
    ['config.json', (text) => text.slice(0, 100), /not JSON/, /config\.json$/],
    ['config.json', lost('trainSamples'), /missing/, /field data\.trainSamples$/],
    ['seed-1/summary.json', lost('confusion'), /missing/, /field test\.confusion$/],
    ['seed-1/summary.json', lost('exc'), /missing/, /field census\.motifs\[0\]/],
    [
      'seed-1/metrics.jsonl',
      inEvent('epoch', lost('loss')),
      /expected a number, but it is missing/,
      /line \d+, field loss$/,
    ],
    [
      'seed-1/metrics.jsonl',
      inEvent('probe', (line) => line.replace(/"tau":\{"from":[\d.]+/, '"tau":{"from":"x"')),
      /expected a number, found "x"/,
      /line \d+, field layers\[0\]\.tau\.from$/,
    ],
    ['seed-1/metrics.jsonl', (text) => `not an event\n${text}`, /not JSON/, /line 1$/],
    [
      'seed-1/metrics.jsonl',
      (text) => `{"event":"else"}\n${text}`,
      /expected one of .*found "else"/,
      /line 1, field event$/,
    ],
    ['seed-1/metrics.jsonl', (text) => text.slice(0, -30), /cut short/, /line \d+$/],
    ['seed-1/architecture.json', () => '[]', /expected an object/, /architecture\.json$/],
    [
      'seed-1/analysis.json',
      () => '{"format":"motifsmith-analysis"}',
      /missing/,
      /field formatVersion$/,
    ],
  ])('of %s is named by a typed error', async (file, change, message, where) => {
    const broken = changed('broken', file, change);
    await expectFailure(() => report(broken), 'artifact', message, where);
    await expectFailure(() => report(broken), 'artifact', message, new RegExp(file));
    rmSync(broken, { recursive: true });
  });

  test('no order of keys is damage', async () => {
    const reversed = (text: string) =>
      JSON.stringify(JSON.parse(text), (_, value: unknown) =>
        typeof value === 'object' && value !== null && !Array.isArray(value)
          ? Object.fromEntries(Object.entries(value).reverse())
          : value,
      );
    const reordered = changed('reordered', 'seed-1/metrics.jsonl', (text) =>
      text.replace(/^.+$/gm, reversed),
    );
    withoutHashes(reordered, 'seed-1');
    for (const file of ['summary.json', 'analysis.json']) {
      const path = join(reordered, 'seed-1', file);
      writeFileSync(path, reversed(readFileSync(path, 'utf8')));
    }
    await report(reordered, { output: join(root, 'reordered.html') });
    expect(read(root, 'reordered.html')).toBe(
      html
        .replaceAll('<code>tables</code>', '<code>reordered-tables</code>')
        .replaceAll('Run run:', 'Run reordered:'),
    );
  });

  test('a last line that was cut short is excused in a run that has not finished', async () => {
    const killed = changed('killed', 'seed-1/metrics.jsonl', (text) => text.slice(0, -30));
    rmSync(join(killed, 'seed-1', 'summary.json'));
    await report(killed);
    expect(read(killed, 'report.html')).toContain('has not finished');
  });

  test('a folder without a run', async () => {
    await expectFailure(
      () => report(root),
      'artifact',
      /neither a run nor a study/,
      /motifsmith-[^/\\]*$/,
    );
  });
});

test('early stopping: says when training ended and which weights were kept', async () => {
  const other = temporaryFolder();
  const stopped = await tinyRun(other, [
    'data.validationFraction=0.3',
    'training.epochs=40',
    'training.learningRate=0.2',
    'training.earlyStopping.patience=2',
  ]);
  const events = read(stopped, 'seed-1', 'metrics.jsonl')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const kept = events.find(({ event }) => event === 'kept');
  expect(kept.trained).toBe(Math.min(40, kept.epoch + 2));
  await report(stopped);
  const page = read(stopped, 'report.html');
  expect(page).toContain(`the weights of epoch ${kept.epoch} (validation: `);
  expect(page).toContain(`training having ended after ${kept.trained} of 40 epochs`);
  expect(page).toContain('Final training: at most 40 epochs');
}, 60_000);
