/** Numbers as a report writes them: enough digits to compare, none that mean nothing. */

/** A fraction as percent: `93.24 %`. */
export const percent = (fraction: number): string => `${percentNumber(fraction)}\u00a0%`;

/** A fraction as percent, without the sign: `93.24`. */
export const percentNumber = (fraction: number): string => negative((100 * fraction).toFixed(2));

/** Percentage points with a sign: `+1.20`. */
export const points = (fraction: number): string =>
  `${fraction > 0 ? '+' : ''}${percentNumber(fraction)}`;

/** `12,345` */
export const whole = (value: number): string => {
  const digits = Math.abs(Math.round(value)).toFixed(0);
  const grouped = digits.replace(/\B(?=(\d{3})+$)/g, ',');
  return Math.round(value) < 0 ? `−${grouped}` : grouped;
};

/** Three significant digits, large numbers grouped, tiny ones with an exponent. */
export const significant = (value: number): string => {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1000) return whole(value);
  if (size < 1e-3) return negative(value.toExponential(1));
  return negative(String(Number(value.toPrecision(3))));
};

/** A probability: `0.012`, `< 0.001`. */
export const probability = (p: number): string => (p < 0.001 ? '<\u00a00.001' : p.toFixed(3));

/** With so many decimals. */
export const decimals =
  (count: number) =>
  (value: number): string =>
    negative(value.toFixed(count));

/** `1:02:03 h`, `2:03 min`, `3.2 s` */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)}\u00a0s`;
  const total = Math.round(seconds);
  const [hours, minutes, rest] = [
    Math.floor(total / 3600),
    Math.floor(total / 60) % 60,
    total % 60,
  ];
  const pad = (value: number) => String(value).padStart(2, '0');
  return hours > 0
    ? `${hours}:${pad(minutes)}:${pad(rest)}\u00a0h`
    : `${minutes}:${pad(rest)}\u00a0min`;
}

/** Energy, given in picojoule: `1.24 µJ`. */
export function energyText(picojoule: number): string {
  const units = ['pJ', 'nJ', 'µJ', 'mJ'] as const;
  let value = picojoule;
  let unit = 0;
  while (Math.abs(value) >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${significant(value)}\u00a0${units[unit]}`;
}

/** `a`, `a and b`, `a, b and c` */
export function list(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** `1 seed`, `3 seeds` */
export const counted = (count: number, noun: string): string =>
  `${whole(count)} ${noun}${count === 1 ? '' : 's'}`;

/** The minus sign that is as wide as a plus. */
const negative = (text: string): string => text.replace('-', '−');
