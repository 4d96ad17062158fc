/** How often the run is done, and with which seeds. */
import { MOST_SEEDS } from '../../api/start.ts';
import { Panel } from '../parts/panel.tsx';

/** The number of seeds that an address names; null where it names none that can be. */
export function seedCountOf(text: string | null): number | null {
  const value = Number(text ?? '');
  return Number.isInteger(value) && value >= 1 && value <= MOST_SEEDS ? value : null;
}

export function SeedChoice({
  count,
  choose,
  first,
}: {
  readonly count: number;
  readonly choose: (count: number) => void;
  /** Text of the first seed. */
  readonly first: string;
}) {
  return (
    <Panel title="Seeds">
      <div class="field">
        <label for="seed-count">Number of seeds</label>
        <select
          id="seed-count"
          value={count}
          aria-describedby="seed-count-help"
          onChange={(event) => choose(Number(event.currentTarget.value))}
        >
          {Array.from({ length: MOST_SEEDS }, (_, k) => (
            <option key={k} value={k + 1}>
              {k + 1}
            </option>
          ))}
        </select>
        <p class="help" id="seed-count-help">
          {count === 1
            ? 'One run says little of what chance does. With several seeds, the result is a mean with its deviation.'
            : `A group of ${count} runs, one after the other, with the seeds from ${first} to ${Number(first) + count - 1}: mean ± standard deviation, and ${count} times the time.`}
        </p>
      </div>
    </Panel>
  );
}
