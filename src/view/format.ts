/**
 * Numbers, amounts and times as people read them, the same in a terminal, a table, a report and the
 * studio. No locale, so that the same figures give the same bytes everywhere.
 */

/** A figure that may be unknown. */
export type Figure = number | null | undefined;

/** Mean and sample standard deviation; `std` is null for a single value. */
export interface MeanStd {
  readonly mean: number;
  readonly std: number | null;
}

/** What an unknown figure is shown as. */
export const MISSING = '–';

/** Keeps a number and its unit on one line. */
const GAP = '\u00a0';

const known = (value: Figure, show: (value: number) => string): string =>
  value === null || value === undefined || !Number.isFinite(value) ? MISSING : show(value);

/** The minus sign that is as wide as a plus, and none before a zero. */
const minus = (text: string): string =>
  /^-[0.]+$/.test(text) ? text.slice(1) : text.replaceAll('-', '−');

/** `0.0123`, with this many decimals. */
export const fixed = (value: Figure, decimals: number): string =>
  known(value, (number) => minus(number.toFixed(decimals)));

/** `fixed` as a column of a table takes it. */
export const decimals =
  (digits: number) =>
  (value: Figure): string =>
    fixed(value, digits);

/** `0.0934`: losses are shown with four decimals. */
export const loss = decimals(4);

/** Three significant digits: `0.325`, `12,346`, `1.2e−4`. */
export const significant = (value: Figure): string =>
  known(value, (number) => {
    const size = Math.abs(number);
    if (size === 0) return '0';
    if (size >= 999.5) return count(number);
    if (size < 1e-3) return minus(number.toExponential(1));
    return minus(String(Number(number.toPrecision(3))));
  });

/** `1.23e−4` */
export const scientific = (value: Figure): string =>
  known(value, (number) => minus(number.toExponential(2)));

/** `12,346`, rounded to a whole number. */
export const count = (value: Figure): string =>
  known(value, (number) => minus(String(Math.round(number)).replace(/\B(?=(\d{3})+$)/g, ',')));

/** `1 seed`, `3 seeds` */
export const counted = (value: number, noun: string, plural = `${noun}s`): string =>
  `${count(value)} ${value === 1 ? noun : plural}`;

/** A fraction in percent, without the sign: `93.24`. Results have two decimals. */
export const percentNumber = (fraction: Figure, decimals = 2): string =>
  known(fraction, (value) => fixed(100 * value, decimals));

/** A fraction in percent: `93.24 %`. */
export const percent = (fraction: Figure, decimals = 2): string =>
  known(fraction, (value) => `${percentNumber(value, decimals)}${GAP}%`);

/** A difference of fractions in percentage points, with its sign: `+1.20`, `−0.35`. */
export const points = (fraction: Figure): string =>
  known(fraction, (value) => {
    const text = percentNumber(value);
    return value > 0 && text !== '0.00' ? `+${text}` : text;
  });

/** A difference with its sign: `+0.0103`. */
export const signed = (value: Figure, show: (value: number) => string = significant): string =>
  known(value, (number) => (number > 0 ? `+${show(number)}` : show(number)));

/** `96.08 ± 0.27`; the mean alone where there is no deviation. */
export const meanStd = (
  { mean, std }: MeanStd,
  show: (value: number) => string = percentNumber,
): string => (std === null ? show(mean) : `${show(mean)} ± ${show(std)}`);

/** Of fractions: `96.08 ± 0.27 %`. */
export const percentMeanStd = (spread: MeanStd): string => `${meanStd(spread)}${GAP}%`;

/** `[95.84, 96.31]`; fractions in percent by default. */
export const interval = (
  range: readonly [number, number] | null | undefined,
  show: (value: number) => string = percentNumber,
): string => (range ? `[${show(range[0])}, ${show(range[1])}]` : MISSING);

/** A p-value: `0.013`, `< 0.001`. */
export const pValue = (value: Figure): string =>
  known(value, (p) => (p < 0.001 ? `<${GAP}0.001` : p.toFixed(3)));

/** `512 B`, `12.3 kB`, `1.5 MB` */
export const bytes = (value: Figure): string =>
  known(value, (size) =>
    size < 1e3
      ? `${count(size)}${GAP}B`
      : scaled(size / 1e3, ['kB', 'MB', 'GB', 'TB'], (n) => n.toFixed(1)),
  );

/** An energy in picojoules: `1.24 µJ`. */
export const joules = (picojoules: Figure): string =>
  known(picojoules, (value) => scaled(value, ['pJ', 'nJ', 'µJ', 'mJ'], significant));

function scaled(value: number, units: readonly string[], show: (value: number) => string): string {
  let [rest, unit] = [value, 0];
  while (Math.abs(rest) >= 999.5 && unit < units.length - 1) {
    rest /= 1000;
    unit += 1;
  }
  return `${show(rest)}${GAP}${units[unit]}`;
}

/** How much work gets done: `1,234 samples/s`, `3.2 MB/s`. */
export const rate = (perSecond: Figure, unit: string): string =>
  known(perSecond, (value) => `${value < 9.95 ? fixed(value, 1) : count(value)}${GAP}${unit}/s`);

/** `3.2 s`, `42 s`, `1 min 53 s`, `2 h 5 min`, `3 d 4 h` */
export const duration = (seconds: Figure): string =>
  known(seconds, (value) => {
    if (value < 9.95) return `${fixed(Math.max(0, value), 1)}${GAP}s`;
    const [s, min, h] = [Math.round(value), Math.round(value / 60), Math.round(value / 3600)];
    if (s < 60) return `${s}${GAP}s`;
    if (s < 3600) return `${Math.floor(s / 60)}${GAP}min ${s % 60}${GAP}s`;
    if (min < 48 * 60) return `${Math.floor(min / 60)}${GAP}h ${min % 60}${GAP}min`;
    return `${Math.floor(h / 24)}${GAP}d ${h % 24}${GAP}h`;
  });

/** How long ago, both times in milliseconds: `just now`, `5 min ago`. */
export function ago(time: number, now: number): string {
  const seconds = Math.max(0, (now - time) / 1000);
  if (seconds < 60) return 'just now';
  if (seconds < 3600) return `${Math.floor(seconds / 60)}${GAP}min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}${GAP}h ago`;
  return `${Math.floor(seconds / 86_400)}${GAP}d ago`;
}

/** Motif sizes of several networks, layers joined by `+`: `16, 8+4`; one where all are alike. */
export function motifSizes(networks: readonly (readonly number[])[]): string {
  const texts = networks.map((layers) => layers.join('+') || MISSING);
  return [...new Set(texts)].length === 1 ? texts[0]! : texts.join(', ') || MISSING;
}

/** `a`, `a and b`, `a, b and c` */
export function list(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** With a capital first letter. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A phrase as a sentence. */
export const sentence = (text: string): string => `${capital(text)}.`;

/** A value of a setting. */
export function settingText(value: unknown): string {
  if (value === null) return 'none';
  if (typeof value === 'string') return value;
  return JSON.stringify(value).replaceAll('"', '').replaceAll(',', ', ').replaceAll(':', ': ');
}
