/** The page of a run: complete, well formed, the same every time, and safe against what names hold. */
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
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

  test('shows the accuracy that the run recorded, and writes it with all digits', () => {
    const { test: found } = JSON.parse(read(run, 'seed-2', 'summary.json'));
    const row = read(run, 'report-tables', 'members.csv')
      .split('\n')
      .find((line) => line.startsWith('"HRMAS, seed 2"'));
    expect(row).toContain(`,${found.accuracy},`);
    expect(html).toContain((100 * found.accuracy).toFixed(2));
  });

  test('lies beside its tables', () => {
    const files = readdirSync(join(run, 'report-tables'));
    const names = [...html.matchAll(/<table id="table-([^"]+)"/g)].map((match) => match[1]);
    expect(names.length).toBeGreaterThan(5);
    expect(files.sort()).toEqual(names.flatMap((name) => [`${name}.csv`, `${name}.tex`]).sort());
    expect(read(run, 'report-tables', 'cuts.tex')).toMatch(/\\toprule[\s\S]*\\bottomrule/);
  });

  test('is the same, byte for byte, whenever and wherever it is made', async () => {
    const hash = fileHash(run, 'report.html');
    await report(run, { output: join(root, 'elsewhere', 'page.html') });
    const again = read(root, 'elsewhere', 'page.html').replaceAll('page-tables', 'report-tables');
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
      10 * Number(energies(read(run, 'report-tables', 'efficiency.csv'))),
      6,
    );
    expect(read(output)).toContain('as was asked for');
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
    await report(old);
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
  /** Iterations are not read by a report: the damage is to the first epoch. */
  const firstEpoch = (text: string): string =>
    text.replace(/^\{"event":"epoch".*$/m, (line) => line.replace('"loss":', '"los":'));

  test.each([
    ['config.json', (text: string) => text.slice(0, 100), /not JSON/],
    ['seed-1/summary.json', (text: string) => text.replace('"confusion"', '"confused"'), /summary/],
    ['seed-1/summary.json', (text: string) => text.replaceAll('"exc"', '"ex"'), /summary/],
    ['seed-1/metrics.jsonl', firstEpoch, /^An event of the record/],
    ['seed-1/metrics.jsonl', (text: string) => `not an event\n${text}`, /not an event/],
    ['seed-1/architecture.json', () => '[]', /architecture/],
    ['seed-1/analysis.json', () => '{"format":"motifsmith-analysis"}', /analysis/],
  ])('of %s is told by a typed error', async (file, change, message) => {
    const broken = changed('broken', file, change);
    await expectFailure(() => report(broken), 'artifact', message, new RegExp(file));
    rmSync(broken, { recursive: true });
  });

  test('a last line that was cut short is excused: a run may have been killed in it', async () => {
    const killed = changed('killed', 'seed-1/metrics.jsonl', (text) => text.slice(0, -30));
    await report(killed);
    checkPage(read(killed, 'report.html'));
  });

  test('a folder without a run', async () => {
    await expectFailure(() => report(root), 'artifact', /no run/, /config\.json/);
  });
});
