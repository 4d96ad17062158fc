/** The figures of a report as files. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { beforeAll, expect, test } from 'vitest';
import { type ReportResult, writeReport } from '../../src/report/report.ts';
import { fileHash, temporaryFolder } from '../experiment/tiny.ts';
import { tinyRun } from './material.ts';

const root = temporaryFolder();
const folder = join(root, 'figures');
let run: string;
let written: ReportResult;
let html: string;

beforeAll(async () => {
  run = await tinyRun(root);
  written = await writeReport({ directory: run, output: null, figures: folder });
  html = readFileSync(written.page, 'utf8');
}, 120_000);

test('every figure of the page in two widths, as SVG and as PDF', () => {
  const { document } = parseHTML(html);
  const names = [...document.querySelectorAll('figure')].map(({ id }) =>
    id.slice('figure-'.length),
  );
  const files = readdirSync(folder);
  expect(names.length).toBeGreaterThan(8);
  for (const name of names) {
    for (const ending of ['84mm.svg', '84mm.pdf', '174mm.svg', '174mm.pdf']) {
      expect(files).toContain(`${name}-${ending}`);
    }
  }
  expect(written.figures.map((file) => file.slice(folder.length + 1)).sort()).toEqual(files.sort());
  expect(written.notes).toEqual([]);
});

test('PDF files are one page of the width, with the font in them', () => {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.pdf'))) {
    const text = readFileSync(join(folder, file), 'latin1');
    expect(text.match(/\/Type \/Page\b/g), file).toHaveLength(1);
    const [, width] = /\/MediaBox \[0 0 ([\d.]+) /.exec(text)!;
    expect(Number(width)).toBeCloseTo((file.includes('-84mm') ? 84 : 174) * (72 / 25.4), 1);
    expect(text).toMatch(/\/FontName \/[A-Z]+\+MotifsmithSans/);
    expect(text).toContain('/FontFile2 ');
    expect(text).not.toMatch(/Helvetica|Times|Courier/);
  }
});

test('the same files give the same bytes', async () => {
  const again = join(root, 'again');
  await writeReport({ directory: run, output: null, figures: again });
  for (const file of readdirSync(folder)) {
    expect(fileHash(again, file), file).toBe(fileHash(folder, file));
  }
});

test('a drawing that is taken out of the page has its colours and its font', () => {
  const drawings = html.match(/<svg.*?<\/svg>/gs)!;
  expect(drawings.length).toBeGreaterThan(30);
  for (const svg of drawings) {
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" font-family=/);
    expect(svg).not.toMatch(/var\(|currentColor|style="/);
  }
  expect(drawings.some((svg) => svg.includes('stroke="#0072b2"'))).toBe(true);
});
