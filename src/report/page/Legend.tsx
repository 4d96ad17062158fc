/** Says what colours, dashes and symbols of a figure stand for. */
import type { JSX } from 'preact';
import { type LegendEntry, LegendKey } from '../../view/legend-key.tsx';

export function Legend({ entries }: { readonly entries: readonly LegendEntry[] }): JSX.Element {
  return (
    <ul class="legend">
      {entries.map((entry) => (
        <li key={entry.label}>
          <LegendKey {...entry} />
          <span>{entry.label}</span>
        </li>
      ))}
    </ul>
  );
}
