/**
 * A table in the three forms that a study writes: CSV with full precision, Markdown and LaTeX (booktabs)
 * formatted for readers.
 */

import type { CsvCell } from '../../view/csv.ts';

export interface Table {
  /** Name of the files, without extension. */
  readonly name: string;
  /** One sentence about what it shows. */
  readonly title: string;
  readonly csv: {
    readonly head: readonly string[];
    readonly rows: readonly (readonly CsvCell[])[];
  };
  /** The first `labels` columns are words, the others figures. */
  readonly shown: {
    readonly labels: number;
    readonly head: readonly string[];
    readonly rows: readonly (readonly string[])[];
  };
  /** Notes below it. */
  readonly notes: readonly string[];
}

/** GitHub Markdown, with columns aligned in the source. */
export function markdownText({ title, shown, notes }: Table): string {
  const plain = (text: string) => text.replace(/[\\|<>*_`]/g, '\\$&').replace(/[\r\n]+/g, ' ');
  const lines = [shown.head, ...shown.rows].map((row) => row.map(plain));
  const widths = shown.head.map((_, c) => Math.max(3, ...lines.map((row) => row[c]!.length)));
  const pad = (row: readonly string[]) =>
    `| ${row.map((cell, c) => (c < shown.labels ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!))).join(' | ')} |`;
  const rule = `| ${widths.map((width, c) => (c < shown.labels ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  const [head, ...rows] = lines;
  const body = [pad(head!), rule, ...rows.map(pad)].join('\n');
  return `${[title, body, ...notes.map(plain)].join('\n\n')}\n`;
}

const LATEX: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  '&': '\\&',
  '%': '\\%',
  $: '\\$',
  '#': '\\#',
  _: '\\_',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '±': '$\\pm$',
  '×': '$\\times$',
  '−': '$-$',
  '→': '$\\rightarrow$',
  '↑': '$\\uparrow$',
  '↓': '$\\downarrow$',
  '≤': '$\\leq$',
  '∞': '$\\infty$',
  '·': '$\\cdot$',
  '²': '\\textsuperscript{2}',
  '…': '\\ldots{}',
  '–': '--',
  '’': "'",
  '“': '``',
  '”': "''",
  Σ: '$\\Sigma$',
  α: '$\\alpha$',
  β: '$\\beta$',
  γ: '$\\gamma$',
  ε: '$\\varepsilon$',
  θ: '$\\theta$',
  μ: '$\\mu$',
  // The micro sign of units, another character than the letter.
  µ: '$\\mu$',
  τ: '$\\tau$',
};

/** Text escaped so that LaTeX prints it literally, in pdfLaTeX too. */
export function latexEscape(text: string): string {
  return text
    .replace(/[^\w\s]|_/gu, (mark) => (Object.hasOwn(LATEX, mark) ? LATEX[mark]! : mark))
    .replace(/[\r\n]+/g, ' ');
}

/** A `tabular` for `\input`; it needs the booktabs package. */
export function latexText({ title, shown, notes }: Table): string {
  // After a line's end, [ and * would belong to it.
  const row = (cells: readonly string[]) =>
    `  ${cells.map(latexEscape).join(' & ').replace(/^[[*]/, '{}$&')} \\\\`;
  const columns = shown.head.map((_, c) => (c < shown.labels ? 'l' : 'r')).join('');
  const comment = (text: string) => `% ${text.replace(/[\r\n]+/g, ' ')}`;
  return `${[
    comment(title),
    ...notes.map(comment),
    `\\begin{tabular}{${columns}}`,
    '  \\toprule',
    row(shown.head),
    '  \\midrule',
    ...shown.rows.map(row),
    '  \\bottomrule',
    '\\end{tabular}',
  ].join('\n')}\n`;
}
