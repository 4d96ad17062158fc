/** The fields of a form that a JSON Schema describes, group within group. */
import { useId } from 'preact/hooks';
import { variantsOf } from '../../../core/settings/variants.ts';
import { settingLabel } from '../../../view/setting-labels.ts';
import type { FieldProps } from './field-props.ts';
import { Leaf } from './leaf.tsx';
import {
  defaultOf,
  fieldKind,
  filled,
  type JsonSchema,
  type Values,
  withoutNull,
} from './schema.ts';

function Field(props: FieldProps) {
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
export function Fields({ schema, path, value, form }: FieldProps) {
  const values = (value ?? {}) as Values;
  const shown = Object.entries(schema.properties ?? {}).filter(
    ([, field]) => field.const === undefined,
  );
  const leaf = ([, field]: readonly [string, JsonSchema]) =>
    !['group', 'optional group', 'variants', 'items'].includes(fieldKind(field));
  const draw = ([name, field]: readonly [string, JsonSchema]) => (
    <Field
      key={name}
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

function Group({ path, schema, value, form }: FieldProps) {
  const bad = Object.keys(form.problems).some((at) => at.startsWith(`${path}.`));
  return (
    <details class="group" open={bad || undefined} data-setting={path}>
      <summary>
        <b>{settingLabel(path)}</b> <span class="soft small">{schema.description}</span>
      </summary>
      <Fields schema={schema} path={path} value={value} form={form} />
    </details>
  );
}

function OptionalGroup({ path, schema, value, form }: FieldProps) {
  const { inner } = withoutNull(schema);
  const id = useId();
  const on = value !== null && value !== undefined;
  return (
    <div class="group" data-setting={path}>
      <label class="row" for={id}>
        <input
          id={id}
          type="checkbox"
          checked={on}
          onChange={() => form.set(path, on ? null : filled(inner, {}), null)}
        />
        <b>{settingLabel(path)}</b> <span class="soft small">{schema.description}</span>
      </label>
      {on && <Fields schema={inner} path={path} value={value} form={form} />}
    </div>
  );
}

function Variants({ path, schema, value, form }: FieldProps) {
  const found = variantsOf(schema);
  const id = useId();
  if (!found) return null;
  const { key, variants } = found;
  const values = (value ?? {}) as Values;
  const now = variants.find((one) => one.value === values[key]) ?? variants[0]!;
  return (
    <div class="group" data-setting={path}>
      <div class="field">
        <label for={id}>
          {settingLabel(path)}: {settingLabel(`${path}.${key}`).toLowerCase()}
        </label>
        <select
          id={id}
          value={String(now.value)}
          onChange={(event) => {
            const next = variants.find((one) => String(one.value) === event.currentTarget.value)!;
            form.set(path, filled(next.schema, { [key]: next.value }), null);
          }}
        >
          {variants.map((one) => (
            <option key={String(one.value)} value={String(one.value)}>
              {String(one.value)}
            </option>
          ))}
        </select>
        <p class="help">{now.schema.properties?.[key]?.description}</p>
      </div>
      <Fields schema={now.schema} path={path} value={value} form={form} />
    </div>
  );
}

function Items({ path, schema, value, form }: FieldProps) {
  const items = Array.isArray(value) ? (value as Values[]) : [];
  const fresh = () => {
    const last = items.at(-1);
    return last ?? (defaultOf(schema) as Values[] | undefined)?.[0] ?? {};
  };
  return (
    <div class="group" data-setting={path}>
      <p>
        <b>{settingLabel(path)}</b> <span class="soft small">{schema.description}</span>
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
              Remove {k + 1}
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
