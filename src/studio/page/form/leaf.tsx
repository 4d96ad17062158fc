/** A field that holds one value: a switch, a choice, a number or text, or a list of words. */
import { useId, useState } from 'preact/hooks';
import { describeKind } from '../../../core/settings/allowed.ts';
import { runMethodLabel } from '../../../view/method-names.ts';
import { settingLabel } from '../../../view/setting-labels.ts';
import type { FieldProps } from './field-props.ts';
import { constants, fieldKind, parseText, textOf, withoutNull } from './schema.ts';

export function Leaf({ path, schema, value, form }: FieldProps) {
  const id = useId();
  const kind = fieldKind(schema);
  const { inner, nullable } = withoutNull(schema);
  const problem = form.problems[path] ?? null;
  /** What is being typed, until it is a value. */
  const [draft, setDraft] = useState<string | null>(null);
  const described = `${id}-help`;
  const common = {
    id,
    'aria-describedby': described,
    'aria-invalid': problem === null ? undefined : ('true' as const),
  };
  const unit = schema.unit ?? inner.unit;
  const label = settingLabel(path);
  const range = kind === 'number' ? describeKind(inner) : '';
  const options = constants(inner);
  const control = () => {
    if (kind === 'switch') {
      return (
        <input
          {...common}
          type="checkbox"
          checked={value === true}
          onChange={(event) => form.set(path, event.currentTarget.checked, null)}
        />
      );
    }
    if (kind === 'choice') {
      return (
        <select
          {...common}
          value={String(value)}
          onChange={(event) => {
            const next = options!.find((one) => String(one) === event.currentTarget.value);
            form.set(path, next, null);
          }}
        >
          {options!.map((one) => (
            <option key={String(one)} value={String(one)}>
              {String(one)}
            </option>
          ))}
        </select>
      );
    }
    return (
      <input
        {...common}
        type="text"
        inputMode={kind === 'number' ? 'decimal' : 'text'}
        placeholder={nullable ? 'none' : undefined}
        value={draft ?? textOf(value)}
        onInput={(event) => {
          const typed = event.currentTarget.value;
          const parsed = parseText(typed, schema);
          setDraft(typed);
          form.set(path, parsed.problem === null ? parsed.value : undefined, parsed.problem);
        }}
        onBlur={() => {
          if (problem === null) setDraft(null);
        }}
      />
    );
  };
  if (kind === 'choices') {
    return <Choices {...{ path, schema, value, form }} />;
  }
  return (
    <div class={`field${kind === 'switch' ? ' switch' : ''}`} data-setting={path}>
      <label for={id}>
        {label} {unit && !saysUnit(label, unit) && <span class="soft small">{unit}</span>}
      </label>
      {control()}
      <p class="help" id={described}>
        {problem !== null && <strong class="wrong">{problem} </strong>}
        {schema.description} {range && <span class="nowrap">({range})</span>}
      </p>
    </div>
  );
}

/** A list of words, each included or not. */
function Choices({ path, schema, value, form }: FieldProps) {
  const chosen = Array.isArray(value) ? value : [];
  return (
    <fieldset class="field" data-setting={path}>
      <legend>{settingLabel(path)}</legend>
      <div class="row">
        {(schema.items?.enum ?? []).map((one) => (
          <label class="row" key={String(one)}>
            <input
              type="checkbox"
              checked={chosen.includes(one)}
              onChange={(event) =>
                form.set(
                  path,
                  event.currentTarget.checked
                    ? [...chosen, one]
                    : chosen.filter((other) => other !== one),
                  null,
                )
              }
            />
            {path === 'compare'
              ? runMethodLabel({ method: String(one), strategy: null })
              : String(one)}
          </label>
        ))}
      </div>
      <p class="help">{schema.description}</p>
    </fieldset>
  );
}

/** Whether a name has the unit in it, as `Epochs` has; short ones are never a part of words. */
const saysUnit = (label: string, unit: string): boolean =>
  unit.length > 3 && label.toLowerCase().includes(unit);
