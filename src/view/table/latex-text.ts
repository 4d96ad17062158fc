/** Text for LaTeX: printed literally, whatever it holds. */
import { visible } from '../../core/visible.ts';

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
  '`': '\\textasciigrave{}',
  '|': '\\textbar{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '±': '$\\pm$',
  '×': '$\\times$',
  '−': '$-$',
  '→': '$\\rightarrow$',
  '↑': '$\\uparrow$',
  '↓': '$\\downarrow$',
  '≤': '$\\leq$',
  '≥': '$\\geq$',
  '⌊': '$\\lfloor$',
  '⌋': '$\\rfloor$',
  '⌈': '$\\lceil$',
  '⌉': '$\\rceil$',
  '√': '$\\surd$',
  '≈': '$\\approx$',
  '∞': '$\\infty$',
  '·': '$\\cdot$',
  '²': '\\textsuperscript{2}',
  '…': '\\ldots{}',
  '–': '--',
  '—': '---',
  '’': "'",
  '“': '``',
  '”': "''",
  '\u00a0': '~',
  α: '$\\alpha$',
  β: '$\\beta$',
  γ: '$\\gamma$',
  δ: '$\\delta$',
  ε: '$\\varepsilon$',
  ζ: '$\\zeta$',
  η: '$\\eta$',
  θ: '$\\theta$',
  ι: '$\\iota$',
  κ: '$\\kappa$',
  λ: '$\\lambda$',
  μ: '$\\mu$',
  ν: '$\\nu$',
  ξ: '$\\xi$',
  π: '$\\pi$',
  ρ: '$\\rho$',
  σ: '$\\sigma$',
  τ: '$\\tau$',
  υ: '$\\upsilon$',
  φ: '$\\varphi$',
  χ: '$\\chi$',
  ψ: '$\\psi$',
  ω: '$\\omega$',
  Γ: '$\\Gamma$',
  Δ: '$\\Delta$',
  Θ: '$\\Theta$',
  Λ: '$\\Lambda$',
  Ξ: '$\\Xi$',
  Π: '$\\Pi$',
  Σ: '$\\Sigma$',
  Φ: '$\\Phi$',
  Ψ: '$\\Psi$',
  Ω: '$\\Omega$',
  // The micro sign of units, another character than the letter.
  µ: '$\\mu$',
};

/** Text escaped so that LaTeX prints it literally, in pdfLaTeX too. */
export const latexText = (text: string): string =>
  visible(text.replace(/[\r\n\t]+/g, ' '))
    // Two hyphens would become a dash.
    .replace(/-(?=-)/g, '-\u2060')
    .replace(/[^\w\s]|[_\u00a0]/gu, (mark) =>
      mark === '\u2060' ? '{}' : Object.hasOwn(LATEX, mark) ? LATEX[mark]! : mark,
    );

/** Longer words may be broken where space is scarce. */
export const LONG_WORD = 12;

/** As `latexText`, with places to break words that are too long for a line: after dots and the like, or anywhere. */
export const breakableText = (text: string): string =>
  text
    .split(' ')
    .map((word) => (word.length <= LONG_WORD ? latexText(word) : brokenWord(word)))
    .join(' ');

const brokenWord = (word: string): string =>
  (word.match(/[^._/=:,-]{1,8}[._/=:,-]*|[._/=:,-]+/gu) ?? [])
    .map(latexText)
    .join('\\allowbreak{}');
