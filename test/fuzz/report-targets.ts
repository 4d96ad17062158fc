/** Reports of runs and studies of which one file is damaged: refused with its name, or drawn, but safely. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOROWITZ_45NM } from '../../src/analysis/energy.ts';
import { readRunMaterial } from '../../src/report/run/material.ts';
import { renderRunReport } from '../../src/report/run/run-report.tsx';
import { readStudyMaterial } from '../../src/report/study/material.ts';
import { renderStudyReport } from '../../src/report/study/study-report.tsx';
import { damageJsonBytes, damageLine } from './json-damage.ts';
import { scratchFolder } from './scratch.ts';
import { type FuzzTarget, numbered } from './target.ts';

const RUNS = join(import.meta.dirname, '../fixtures/runs/v0.1.0');
const SHARED = { costs: HOROWITZ_45NM, version: '0.0.0', tablesFolder: 'tables' };
/** One of the texts that `damageJson` puts in. */
const SCRIPT = '<script>alert(1)</script>';

/**
 * @param files that are damaged; the first byte of an input is the number of one
 * @param draw the page of a folder
 */
function reportTarget(
  id: string,
  name: string,
  files: readonly string[],
  draw: (folder: string) => Promise<{ readonly html: string }>,
): FuzzTarget {
  const whole = files.map((file) => new Uint8Array(readFileSync(join(RUNS, name, file))));
  let folder: string | null = null;
  return {
    id,
    kinds: ['artifact'],
    share: 0,
    shortRun: 40,
    seeds: () => whole.map((bytes, k) => numbered(k, bytes)),
    craft: (random) => {
      const k = random.integer(files.length);
      const lines = files[k]!.endsWith('.jsonl');
      return numbered(k, (lines ? damageLine : damageJsonBytes)([whole[k]!], random));
    },
    run: async (input) => {
      if (folder === null) {
        folder = scratchFolder();
        cpSync(join(RUNS, name), folder, { recursive: true });
      }
      const k = (input[0] ?? 0) % files.length;
      const path = join(folder, files[k]!);
      writeFileSync(path, input.subarray(1));
      try {
        const { html } = await draw(folder);
        return html.includes(SCRIPT) ? 'a script of a file in the page' : null;
      } finally {
        writeFileSync(path, whole[k]!);
      }
    },
  };
}

export const REPORT_TARGETS: readonly FuzzTarget[] = [
  reportTarget(
    'report-run',
    'search',
    ['config.json', 'summary.json', 'architecture.json', 'analysis.json', 'metrics.jsonl'],
    async (folder) =>
      renderRunReport({
        ...{ run: await readRunMaterial(folder, null), recordings: 'None.' },
        ...SHARED,
      }),
  ),
  reportTarget(
    'report-study',
    'study',
    ['study.json', 'results.json', 'failures.json'],
    async (folder) => renderStudyReport({ study: await readStudyMaterial(folder), ...SHARED }),
  ),
];
