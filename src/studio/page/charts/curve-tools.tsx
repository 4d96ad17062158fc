/** What can be done with a chart: another axis, less noise, the whole again, and files of it. */
import { type ChartFile, FileButtons } from './file-buttons.tsx';

export interface ChartForm {
  readonly log: boolean;
  /** Weight of what came before, 0 … 1. */
  readonly smoothing: number;
}

const SMOOTHINGS = [
  [0, 'No smoothing'],
  [0.6, 'Smoothed'],
  [0.9, 'Smoothed strongly'],
] as const;

export function CurveTools({
  label,
  form,
  change,
  canLog,
  canSmooth,
  zoomed,
  whole,
  download,
}: {
  readonly label: string;
  readonly form: ChartForm;
  readonly change: (form: ChartForm) => void;
  readonly canLog: boolean;
  readonly canSmooth: boolean;
  readonly zoomed: boolean;
  readonly whole: () => void;
  readonly download: (file: ChartFile) => void;
}) {
  return (
    <div class="tools row small">
      {zoomed && (
        <button type="button" class="plain" onClick={whole} aria-label={`Whole range of ${label}`}>
          Whole range
        </button>
      )}
      {canLog && (
        <label class="row">
          <input
            type="checkbox"
            checked={form.log}
            onChange={(event) => change({ ...form, log: event.currentTarget.checked })}
            aria-label={`Logarithmic axis of ${label}`}
          />
          log
        </label>
      )}
      {canSmooth && (
        <select
          aria-label={`Smoothing of ${label}`}
          value={form.smoothing}
          onChange={(event) => change({ ...form, smoothing: Number(event.currentTarget.value) })}
        >
          {SMOOTHINGS.map(([weight, words]) => (
            <option key={weight} value={weight}>
              {words}
            </option>
          ))}
        </select>
      )}
      <FileButtons label={label} download={download} />
    </div>
  );
}
