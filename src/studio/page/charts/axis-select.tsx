/** What an axis shows. */
interface Option {
  readonly key: string;
  readonly name: string;
}

export interface AxisGroup {
  readonly title: string;
  readonly axes: readonly Option[];
}

export function AxisSelect({
  label,
  groups,
  value,
  choose,
}: {
  readonly label: string;
  readonly groups: readonly AxisGroup[];
  readonly value: string;
  readonly choose: (key: string) => void;
}) {
  return (
    <label class="row small axis">
      {label}
      <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
        {groups.map(({ title, axes }) => (
          <optgroup key={title} label={title}>
            {axes.map(({ key, name }) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
}
