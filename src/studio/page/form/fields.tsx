/** The fields of a form that a JSON Schema describes, group within group. */
import { useId, useState } from 'preact/hooks';
import {
  constants,
  defaultOf,
  fieldKind,
  filled,
  type JsonSchema,
  parseText,
  rangeWords,
  textOf,
  type Values,
  variantsOf,
  withoutNull,
} from './schema.ts';

/** Of the whole form: where values go, and what is wrong with which. */
export interface FormState {
  readonly problems: Readonly<Record<string, string>>;
  /** @param problem null if the value is good */
  set(path: string, value: unknown, problem: string | null): void;
}

interface FieldProps {
  readonly name: string;
  readonly path: string;
  readonly schema: JsonSchema;
  readonly value: unknown;
  readonly form: FormState;
}

/** `tauMembrane` as `tau membrane`. */
const words = (name: string) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

export function Field(props: FieldProps) {
  switch (fieldKind(props.schema)) {
    case 'group':
      return <Group {...props} />;
    case 'optional group':
      return <OptionalGroup {...props} />;
    case 'variants':
      return <Variants {...props} />;
    case 'items':
      return <Items {...props} />;
    default:
      return <Leaf {...props} />;
  }
}

/** The fields of a group, without a frame. */
export function Fields({
  schema,
  path,
  value,
  form,
  without = [],
}: Omit<FieldProps, 'name'> & { readonly without?: readonly string[] }) {
  const values = (value ?? {}) as Values;
  const shown = Object.entries(schema.properties ?? {}).filter(
    ([name, field]) => field.const === undefined && !without.includes(name),
  );
  const leaf = ([, field]: readonly [string, JsonSchema]) =>
    !['group', 'optional group', 'variants', 'items'].includes(fieldKind(field));
  const draw = ([name, field]: readonly [string, JsonSchema]) => (
    <Field
      key={name}
      name={name}
      path={path === '' ? name : `${path}.${name}`}
      schema={field}
      value={values[name]}
      form={form}
    />
  );
  return (
    <>
      <div class="fields">{shown.filter(leaf).map(draw)}</div>
      {shown.filter((entry) => !leaf(entry)).map(draw)}
    </>
  );
}

function Group({ name, path, schema, value, form }: FieldProps) {
  const bad = Object.keys(form.problems).some((at) => at.startsWith(`${path}.`));
  return (
    <details class="group" open={bad || undefined}>
      <summary>
        <b>{words(name)}</b> <span class="soft small">{schema.description}</span>
      </summary>
      <Fields schema={schema} path={path} value={value} form={form} />
    </details>
  );
}

function OptionalGroup({ name, path, schema, value, form }: FieldProps) {
  const { inner } = withoutNull(schema);
  const id = useId();
  const on = value !== null && value !== undefined;
  return (
    <div class="group">
      <label class="row" for={id}>
        <input
          id={id}
          type="checkbox"
          checked={on}
          onChange={() => form.set(path, on ? null : filled(inner, {}), null)}
        />
        <b>{words(name)}</b> <span class="soft small">{schema.description}</span>
      </label>
      {on && <Fields schema={inner} path={path} value={value} form={form} />}
    </div>
  );
}

function Variants({ name, path, schema, value, form }: FieldProps) {
  const found = variantsOf(schema);
  const id = useId();
  if (!found) return null;
  const { key, variants } = found;
  const values = (value ?? {}) as Values;
  const now = variants.find((one) => one.value === values[key]) ?? variants[0]!;
  return (
    <div class="group">
      <div class="field">
        <label for={id}>
          {words(name)}: {key}
        </label>
        <select
          id={id}
          value={String(now.value)}
          onChange={(event) => {
            const next = variants.find((one) => String(one.value) === event.currentTarget.value)!;
            form.set(path, filled(next.variant, { [key]: next.value }), null);
          }}
        >
          {variants.map((one) => (
            <option key={String(one.value)} value={String(one.value)}>
              {String(one.value)}
            </option>
          ))}
        </select>
        <p class="help">{now.about}</p>
      </div>
      <Fields schema={now.variant} path={path} value={value} form={form} />
    </div>
  );
}

function Items({ name, path, schema, value, form }: FieldProps) {
  const items = Array.isArray(value) ? (value as Values[]) : [];
  const fresh = () => {
    const last = items.at(-1);
    return last ?? (defaultOf(schema) as Values[] | undefined)?.[0] ?? {};
  };
  return (
    <div class="group">
      <p>
        <b>{words(name)}</b> <span class="soft small">{schema.description}</span>
      </p>
      {items.map((item, k) => (
        <div class="item" key={`${path}.${k}`}>
          <Fields
            schema={schema.items!}
            path={`${path}.${k}`}
            value={item}
            form={{
              problems: form.problems,
              set: (at, one, problem) => {
                const key = at.slice(`${path}.${k}.`.length);
                form.set(at, one, problem);
                if (problem !== null) return;
                form.set(
                  path,
                  items.map((other, j) => (j === k ? { ...other, [key]: one } : other)),
                  null,
                );
              },
            }}
          />
          {items.length > (schema.minItems ?? 0) && (
            <button
              type="button"
              class="plain"
              onClick={() =>
                form.set(
                  path,
                  items.filter((_, j) => j !== k),
                  null,
                )
              }
            >
              Remove {words(name).replace(/s$/, '')} {k + 1}
            </button>
          )}
        </div>
      ))}
      <button type="button" onClick={() => form.set(path, [...items, fresh()], null)}>
        Add
      </button>
    </div>
  );
}

function Leaf({ name, path, schema, value, form }: FieldProps) {
  const id = useId();
  const kind = fieldKind(schema);
  const { inner, nullable } = withoutNull(schema);
  const problem = form.problems[path] ?? null;
  /** What is being typed, as long as it is no value. */
  const [draft, setDraft] = useState<string | null>(null);
  const described = `${id}-help`;
  const common = {
    id,
    'aria-describedby': described,
    'aria-invalid': problem === null ? undefined : ('true' as const),
  };
  const unit = schema.unit ?? inner.unit;
  const range = kind === 'number' ? rangeWords(inner) : '';
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
    return <Choices {...{ name, path, schema, value, form }} />;
  }
  return (
    <div class={`field${kind === 'switch' ? ' switch' : ''}`}>
      <label for={id}>
        {words(name)} {unit && <span class="soft small">{unit}</span>}
      </label>
      {control()}
      <p class="help" id={described}>
        {problem !== null && <strong class="wrong">{problem} </strong>}
        {schema.description} {range && <span class="nowrap">({range})</span>}
      </p>
    </div>
  );
}

/** A list of words, each there or not. */
function Choices({ name, path, schema, value, form }: FieldProps) {
  const chosen = Array.isArray(value) ? value : [];
  return (
    <fieldset class="field">
      <legend>{words(name)}</legend>
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
            {String(one)}
          </label>
        ))}
      </div>
      <p class="help">{schema.description}</p>
    </fieldset>
  );
}
