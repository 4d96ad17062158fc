/** LaTeX itself takes the tables: no error, and no box beyond the width that a table is for. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { percentNumber } from '../../src/view/format.ts';
import { tableLatex } from '../../src/view/table/latex.ts';
import type { Table } from '../../src/view/table/table.ts';
import { temporaryFolder } from '../experiment/tiny.ts';

const PACKAGES = ['array', 'booktabs', 'longtable', 'siunitx', 'tabularx', 'rotating', 'geometry'];
/** Of TeX Live, not of a package. */
const TOOLS = { find: 'kpsewhich', latex: 'pdflatex' };
const found = spawnSync(
  TOOLS.find,
  PACKAGES.map((name) => `${name}.sty`),
  { encoding: 'utf8' },
);
const hasLatex = (found.stdout ?? '').trim().split('\n').length === PACKAGES.length;
if (!hasLatex) console.warn(`Skipped: pdflatex with ${PACKAGES.join(', ')} is not installed.`);

const HOSTILE = [
  'A_B & 100 % {x} \\cmd $m$ #1 ~^ <b> "q" `k` |v| --opt',
  '[x] *',
  '*star',
  'a_name_without_any_space_that_is_longer_than_any_column_0123456789',
];

function table(name: string, figures: number, rows: number): Table {
  return {
    name,
    caption: `Of ${HOSTILE[0]}.`,
    notes: [HOSTILE[0]!],
    columns: [
      { head: 'method', wrap: true },
      ...Array.from({ length: figures }, (_, k) => ({
        head: `figure ${k} (%)`,
        format: percentNumber,
        best: 'highest' as const,
      })),
      { head: 'meaning', wrap: true },
    ],
    rows: Array.from({ length: rows }, (_, r) => [
      HOSTILE[r % HOSTILE.length]!,
      ...Array.from({ length: figures }, (__, k) =>
        k === 0 ? { value: r, text: `${percentNumber(r / 10)} ± 1.00` } : r === 1 ? null : r / 7,
      ),
      'Words that take more than a line, about τ, 1/√n and ⌊x⌋.',
    ]),
  };
}

test.skipIf(!hasLatex)(
  'every layout fits, whatever names hold',
  () => {
    const folder = temporaryFolder();
    for (const one of [
      table('column', 1, 4),
      table('page', 6, 4),
      table('aside', 12, 4),
      table('long', 3, 90),
    ]) {
      const tex = tableLatex(one);
      const columns = tex.includes('longtable') ? 'onecolumn' : 'twocolumn';
      const file = join(folder, `${one.name}.tex`);
      writeFileSync(
        file,
        `\\documentclass[${columns}]{article}\\usepackage[T1]{fontenc}
\\usepackage[a4paper,textwidth=174mm,textheight=240mm]{geometry}\\setlength{\\columnsep}{6mm}
\\usepackage{${PACKAGES.slice(0, -1).join(',')}}\\begin{document}\n${tex}\\end{document}\n`,
      );
      const { stdout } = spawnSync(
        TOOLS.latex,
        ['-interaction=nonstopmode', '-draftmode', basename(file)],
        { cwd: folder, encoding: 'latin1' },
      );
      expect(
        stdout.match(/^(!|Overfull|LaTeX Warning: Float too large).*/gm) ?? [],
        one.name,
      ).toEqual([]);
      expect(stdout).toContain('Transcript written');
    }
  },
  120_000,
);
