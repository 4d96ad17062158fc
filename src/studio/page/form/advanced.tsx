/** Every setting that the three decisions imply, to be changed by whoever wants to. */
import { settingLabel } from '../../../view/setting-labels.ts';
import { Fields } from './fields.tsx';
import { type JsonSchema, numberProblem, type Values } from './schema.ts';

/** Decided elsewhere in the form. */
const ELSEWHERE: readonly string[] = ['data.source', 'data.path', 'data.task', 'search.strategy'];

export interface AdvancedProps {
  readonly schema: JsonSchema;
  readonly values: Values;
  readonly form: Parameters<typeof Fields>[0]['form'];
  readonly seed: string;
  readonly setSeed: (seed: string) => void;
}

/** What is wrong with the text of a seed; null if it is good. */
export function seedProblem(seed: string, schema: JsonSchema): string | null {
  const value = seed.trim() === '' ? Number.NaN : Number(seed);
  const items = schema.properties?.seeds?.items;
  return items ? numberProblem(value, items) : null;
}

export function Advanced({ schema, values, form, seed, setSeed }: AdvancedProps) {
  const { seeds: _, ...settings } = schema.properties ?? {};
  const entries = Object.entries(settings);
  const others = entries.filter(([, field]) => !isSection(field));
  const wrong = seedProblem(seed, schema);
  return (
    <details class="panel advanced" open={Object.keys(form.problems).length > 0 || undefined}>
      <summary>
        <h2>Advanced</h2>
        <span class="small soft">
          every setting, as the choices above imply it, with its meaning, unit and range
        </span>
      </summary>
      <div class="field" data-setting="seeds">
        <label for="seed">First seed</label>
        <input
          id="seed"
          type="text"
          inputMode="numeric"
          value={seed}
          aria-invalid={wrong === null ? undefined : 'true'}
          aria-describedby="seed-help"
          onInput={(event) => setSeed(event.currentTarget.value)}
        />
        <p class="help" id="seed-help">
          {wrong !== null && <strong class="wrong">{wrong} </strong>}
          The same seed gives the same result, bit for bit.
        </p>
      </div>
      {entries
        .filter(([, field]) => isSection(field))
        .map(([name, field]) => (
          <Section key={name} name={name} schema={field} values={values} form={form} />
        ))}
      <details class="group">
        <summary>
          <b>More</b>{' '}
          <span class="soft small">{others.map(([name]) => settingLabel(name)).join(', ')}</span>
        </summary>
        <Fields
          schema={{ properties: Object.fromEntries(others) }}
          path=""
          value={values}
          form={form}
        />
      </details>
    </details>
  );
}

const isSection = (field: JsonSchema) =>
  field.properties !== undefined || field.oneOf !== undefined;

/** One section; of the data, what the choice of data leaves open. */
function Section({
  name,
  schema,
  values,
  form,
}: Pick<AdvancedProps, 'values' | 'form'> & {
  readonly name: string;
  readonly schema: JsonSchema;
}) {
  const own = values[name] as Values | undefined;
  const variant = schema.oneOf?.find(({ properties }) => properties?.source?.const === own?.source);
  const { properties = {} } = variant ?? schema;
  const open = Object.fromEntries(
    Object.entries(properties).filter(([key]) => !ELSEWHERE.includes(`${name}.${key}`)),
  );
  const wrong = Object.keys(form.problems).some((path) => path.startsWith(`${name}.`));
  return (
    <details class="group" open={wrong || undefined} data-setting={name}>
      <summary>
        <b>{settingLabel(name)}</b> <span class="soft small">{schema.description}</span>
      </summary>
      <Fields schema={{ properties: open }} path={name} value={own} form={form} />
    </details>
  );
}
