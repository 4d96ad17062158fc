/** What the curves of a page are drawn along, and why not by something else. */
import { lacking, type Timed, X_UNITS, type XUnit } from '../history/x-axis.ts';
import { Choices } from '../parts/panel.tsx';

const NAMES: Readonly<Record<XUnit, string>> = { epoch: 'Epochs', step: 'Steps', time: 'Time' };

export function XSwitch({
  unit,
  choose,
  runs,
}: {
  readonly unit: XUnit;
  readonly choose: (unit: XUnit) => void;
  /** Of all runs that are drawn. */
  readonly runs: readonly Timed[];
}) {
  const why = lacking(unit, runs);
  return (
    <div class="row small">
      <Choices
        label="Curves along"
        options={X_UNITS.map((one) => [one, NAMES[one]] as const)}
        value={unit}
        choose={choose}
      />
      <span class="soft" role="status">
        {why !== null && `${why} Drawn by epochs.`}
        {why === null && unit === 'step' && 'A step is a batch that changed the weights.'}
        {why === null &&
          unit === 'time' &&
          'Computing time, spread evenly over the epochs of a stage.'}
      </span>
    </div>
  );
}
