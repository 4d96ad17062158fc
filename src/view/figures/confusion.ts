/** The confusion matrix: which classes were taken for which. */
import * as Plot from '@observablehq/plot';
import { rowShares } from '../shares.ts';
import { type Drawing, drawPlot, FIRST, INK, ON_DATA, SOFT } from './drawing.ts';

/** Matrices with more classes than this show shades without numbers. */
const MOST_NUMBERS = 12;
/** Names longer than this are cut, so that the matrix keeps its room. */
const LONGEST_NAME = 9;

/**
 * Rows are true classes, columns decisions; shades are shares of a row.
 * @param confusion [classes][classes] numbers of samples
 */
export function drawConfusion(
  confusion: readonly (readonly number[])[],
  classNames: readonly string[],
): Drawing {
  const shares = rowShares(confusion);
  const cells = confusion.flatMap((row, truth) =>
    row.flatMap((count, decision) =>
      count === 0 ? [] : [{ truth, decision, count, share: shares[truth]![decision]! }],
    ),
  );
  const classes = confusion.length;
  const short = shortNames(classNames);
  const longest = Math.max(...confusion.map((_, k) => short(k).length));
  const numbers = classes <= MOST_NUMBERS;
  const domain = confusion.map((_, k) => k);
  // Labels of many classes would lie on each other.
  const every = Math.ceil(classes / 30);
  const tickFormat = (k: number): string => (k % every === 0 ? short(k) : '');
  const left = Math.max(40, 22 + 6.2 * longest);
  return (width) => {
    const inner = width - left - 14;
    const slanted = longest * 6.2 > inner / classes;
    const bottom = slanted ? 30 + longest * 5.4 : 34;
    return drawPlot({
      width,
      height: Math.round(inner + 24 + bottom),
      marginLeft: left,
      marginBottom: bottom,
      x: {
        type: 'band',
        domain,
        label: 'decided',
        tickFormat,
        tickSize: 0,
        labelArrow: 'none',
        tickRotate: slanted ? -60 : 0,
      },
      y: { type: 'band', domain, label: 'true class', tickFormat, tickSize: 0, labelArrow: 'none' },
      marks: [
        Plot.cell(cells, {
          x: 'decision',
          y: 'truth',
          fill: FIRST,
          fillOpacity: ({ share }: (typeof cells)[number]) => 0.08 + 0.92 * share,
          inset: 0.5,
        }),
        Plot.frame({ stroke: SOFT, strokeOpacity: 0.6 }),
        ...(numbers
          ? [false, true].map((strong) =>
              Plot.text(
                cells.filter(({ share }) => share > 0.5 === strong),
                {
                  x: 'decision',
                  y: 'truth',
                  text: ({ count }: (typeof cells)[number]) => String(count),
                  fill: strong ? ON_DATA : INK,
                },
              ),
            )
          : []),
      ],
    });
  };
}

const shortNames =
  (classNames: readonly string[]) =>
  (k: number): string => {
    const name = classNames[k] ?? String(k);
    return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
  };

/** Share of each true class that was recognised, and the accuracy over all samples as a line. */
export function drawRecall(
  confusion: readonly (readonly number[])[],
  classNames: readonly string[],
): Drawing {
  const short = shortNames(classNames);
  const right = confusion.reduce((sum, row, k) => sum + row[k]!, 0);
  const all = confusion.flat().reduce((sum, n) => sum + n, 0);
  const bars = rowShares(confusion).flatMap((row, k) =>
    row.some((share) => share > 0) ? [{ k, recall: 100 * row[k]! }] : [],
  );
  const every = Math.ceil(confusion.length / 30);
  const longest = Math.max(...confusion.map((_, k) => short(k).length));
  const left = Math.max(40, 22 + 6.2 * longest);
  return (width) =>
    drawPlot({
      width,
      height: Math.round(width - left - 14 + 24 + 34),
      marginLeft: left,
      x: { label: 'recognised (%) →', domain: [0, 100], grid: true, ticks: 5 },
      y: {
        type: 'band',
        domain: confusion.map((_, k) => k),
        label: null,
        tickFormat: (k: number) => (k % every === 0 ? short(k) : ''),
        tickSize: 0,
        padding: 0.25,
      },
      marks: [
        Plot.barX(bars, { x: 'recall', y: 'k', fill: FIRST }),
        ...(all > 0
          ? [Plot.ruleX([(100 * right) / all], { stroke: INK, strokeDasharray: '4 2' })]
          : []),
        Plot.ruleX([0], { stroke: SOFT }),
      ],
    });
}
