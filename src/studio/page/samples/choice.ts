/** Which test samples are gone through, and in which order, by what the network made of them. */
import type { Classified } from '../../../analysis/analysis.ts';

/** `wrong-first`: all, mistakes first. */
const SHOWN = ['wrong-first', 'all', 'wrong', 'right'] as const;
export type Shown = (typeof SHOWN)[number];

/** What the address asks for. */
export interface Choice {
  readonly shown: Shown;
  /** Samples of this class that were taken for that one; null for all. */
  readonly cell: { readonly truth: number; readonly decided: number } | null;
}

export function choiceOf(query: URLSearchParams): Choice {
  const shown = SHOWN.find((one) => one === query.get('show')) ?? 'wrong-first';
  const [truth, decided] = (query.get('pair') ?? '').split('-').map(Number);
  const cell =
    Number.isInteger(truth) && Number.isInteger(decided)
      ? { truth: truth!, decided: decided! }
      : null;
  return { shown, cell };
}

/** The choice as parts of an address; what is left out is the default. */
export const choiceQuery = ({ shown, cell }: Choice): Record<string, string> => ({
  ...(shown === 'wrong-first' ? {} : { show: shown }),
  ...(cell && { pair: `${cell.truth}-${cell.decided}` }),
});

/** Numbers of the samples in the order in which they are shown. */
export function samplesShown({ truth, decided }: Classified, { shown, cell }: Choice): number[] {
  const isRight = (k: number): boolean => truth[k] === decided[k];
  const all = truth
    .map((_, k) => k)
    .filter((k) => cell === null || (truth[k] === cell.truth && decided[k] === cell.decided));
  if (cell !== null || shown === 'all') return all;
  if (shown === 'right') return all.filter(isRight);
  const wrong = all.filter((k) => !isRight(k));
  return shown === 'wrong' ? wrong : [...wrong, ...all.filter(isRight)];
}

/** [classes][classes] samples of the row's class that were taken for the column's. */
export function confusionOf({ truth, decided }: Classified, classes: number): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  truth.forEach((label, k) => {
    const row = counts[label];
    if (row?.[decided[k]!] !== undefined) row[decided[k]!]! += 1;
  });
  return counts;
}
