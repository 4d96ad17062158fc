/**
 * Starts a run: a preset, what to do with it, and every setting of the schema for users who want to
 * change it. The server checks everything again; what it finds is shown next to the field concerned.
 */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { isRecord } from '../../../core/json.ts';
import { sentence } from '../../../view/format.ts';
import { METHODS, methodOfRun, runMethodLabel } from '../../../view/names.ts';
import type { RunSettings } from '../../api.ts';
import { words } from '../form/field-props.ts';
import { Fields } from '../form/fields.tsx';
import { type Offer, useOffer } from '../form/offer.ts';
import { namedPath, pathsOf, withChange, withValue } from '../form/paths.ts';
import { filled, type JsonSchema, numberProblem, type Values } from '../form/schema.ts';
import { type Model, startFrom } from '../form/start-from.ts';
import { Empty, ProblemNotice, Waiting } from '../parts/notice.tsx';
import { Choices, Panel } from '../parts/panel.tsx';
import { go, href, type Route, runAddress } from '../route.ts';
import { source } from '../source/index.ts';
import { asProblem, Problem } from '../source/problem.ts';

export function StartView({ route }: { readonly route: Route }) {
  const { offer, problem } = useOffer();
  const from = route.query.get('from');
  const [model, setModel] = useState<RunSettings | Problem | null>(null);
  useEffect(() => {
    if (from === null || !source.canStart) return;
    source.record(from).then(setModel, (error: unknown) => setModel(asProblem(error)));
  }, [from]);
  if (!source.canStart) {
    return (
      <Empty title="Runs are started from your own studio">
        <p>This page shows stored runs and has no server behind it.</p>
        <a class="button primary" href={href('/try')}>
          Try a search in this tab
        </a>
      </Empty>
    );
  }
  if (problem) return <ProblemNotice problem={problem} />;
  if (model instanceof Problem) return <ProblemNotice problem={model} />;
  if (!offer || (from !== null && model === null)) return <Waiting what="presets and settings" />;
  return <StartForm {...offer} model={model && { id: from!, record: model }} />;
}

function StartForm({
  presets,
  schema,
  model,
}: Offer & {
  /** The run whose settings it begins with. */
  readonly model: Model | null;
}) {
  const given = useMemo(() => startFrom(model, { presets, schema }), [model]);
  const [name, setName] = useState(given.preset);
  const [command, setCommand] = useState(given.command);
  const [architecture, setArchitecture] = useState(given.architecture);
  const [seed, setSeed] = useState(given.seed);
  const preset = presets.find((one) => one.name === name);
  const [changes, setChanges] = useState(given.changes);
  const [values, setValues] = useState(given.values);
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const [sending, setSending] = useState(false);
  const choose = (next: string) => {
    const config = presets.find((one) => one.name === next)?.config ?? {};
    setName(next);
    setValues(filled(schema, config));
    setChanges({});
    setProblems({});
    setProblem(null);
  };
  const { seeds, ...settings } = schema.properties ?? {};
  const fixed = (settings.compare?.items?.enum ?? []).map(String);
  const seedValue = seed.trim() === '' ? Number.NaN : Number(seed);
  const seedProblem = seeds?.items ? numberProblem(seedValue, seeds.items) : null;
  const wrong = Object.keys(problems).length + (seedProblem === null ? 0 : 1);

  const form = {
    problems,
    set: (path: string, value: unknown, wrongness: string | null) => {
      setProblems(({ [path]: _, ...others }) =>
        wrongness === null ? others : { ...others, [path]: wrongness },
      );
      if (wrongness !== null) return;
      setValues((before) => withValue(before, path, value));
      setChanges((before) => withChange(before, path, value, preset?.config ?? {}));
    },
  };

  const start = (event: Event) => {
    event.preventDefault();
    if (wrong > 0) return;
    setSending(true);
    setProblem(null);
    source
      .start({
        config: { preset: name, ...changes },
        command,
        seed: Number(seed),
        ...(command === 'train' ? { architecture } : {}),
      })
      .then(
        ({ id }) => go(runAddress(id)),
        (error: unknown) => {
          const found = asProblem(error);
          const path = namedPath(`${found.where ?? ''} ${found.message}`, pathsOf(values));
          if (path !== null)
            setProblems((before) => ({
              ...before,
              [path]: `${found.message}${found.remedy ? ` ${found.remedy}` : ''}`,
            }));
          setProblem(found);
          setSending(false);
        },
      );
  };

  return (
    <>
      <div>
        <h1>Start a run</h1>
        <p class="lead">
          {model === null
            ? 'A preset is a complete experiment. Start it as it is, or open a group below and change any of its settings.'
            : `With the settings of ${model.id}: change what should be different.`}
        </p>
      </div>
      <form class="start" onSubmit={start} noValidate>
        <Panel title="Experiment">
          <div class="fields">
            <div class="field">
              <label for="preset">Preset</label>
              <select
                id="preset"
                value={name}
                onChange={(event) => choose(event.currentTarget.value)}
              >
                {presets.map((one) => (
                  <option key={one.name} value={one.name}>
                    {one.name}
                  </option>
                ))}
              </select>
              <p class="help">{preset?.summary}</p>
            </div>
            <div class="field">
              <label for="seed">Seed</label>
              <input
                id="seed"
                type="text"
                inputMode="numeric"
                value={seed}
                aria-invalid={seedProblem === null ? undefined : 'true'}
                aria-describedby="seed-help"
                onInput={(event) => setSeed(event.currentTarget.value)}
              />
              <p class="help" id="seed-help">
                {seedProblem !== null && <strong class="wrong">{seedProblem} </strong>}
                The same seed gives the same result, bit for bit.
              </p>
            </div>
            <div class="field">
              <span>What to do</span>
              <Choices
                label="What to do"
                options={[
                  ['search', 'Search for a motif'],
                  ['train', 'Train only'],
                ]}
                value={command}
                choose={setCommand}
              />
              <p class="help">
                {command === 'search'
                  ? 'Searches for a motif size and connection types, then trains the network found.'
                  : 'Trains a fixed architecture for comparison.'}
              </p>
            </div>
            {command === 'train' && (
              <div class="field">
                <label for="architecture">Architecture</label>
                <select
                  id="architecture"
                  value={architecture}
                  onChange={(event) => setArchitecture(event.currentTarget.value)}
                >
                  {fixed.map((one) => (
                    <option key={one} value={one}>
                      {runMethodLabel({ method: one, strategy: null })}
                    </option>
                  ))}
                </select>
                <p class="help">{about(architecture)}</p>
              </div>
            )}
          </div>
        </Panel>
        <Panel
          title="Settings"
          aside={<span class="small soft">as in the preset, unless you change them</span>}
        >
          {Object.entries(settings)
            .filter(([, field]) => isSection(field))
            .map(([key, field]) => (
              <Section
                key={`${name}/${key}`}
                name={key}
                schema={field}
                values={values}
                form={form}
              />
            ))}
          <Others settings={settings} values={values} form={form} />
        </Panel>
        {problem && <ProblemNotice problem={problem} />}
        <div class="row actions">
          <button type="submit" class="primary" disabled={sending || wrong > 0}>
            {sending
              ? 'Starting …'
              : `Start ${command === 'search' ? 'the search' : 'the training'}`}
          </button>
          <span class="soft" role="status">
            {wrong > 0
              ? `${wrong} ${wrong === 1 ? 'setting is' : 'settings are'} not valid yet.`
              : Object.keys(changes).length > 0
                ? `Changed: ${pathsOf(changes)
                    .filter(
                      (path) => !pathsOf(changes).some((other) => other.startsWith(`${path}.`)),
                    )
                    .join(', ')}`
                : ''}
          </span>
        </div>
      </form>
    </>
  );
}

/** What a fixed architecture is. */
function about(architecture: string): string {
  const method = methodOfRun({ method: architecture, strategy: null });
  return method === null ? '' : sentence(METHODS[method].description);
}

const isSection = (field: JsonSchema) =>
  field.properties !== undefined || field.oneOf !== undefined;

/** The settings that are in no section. */
function Others({
  settings,
  values,
  form,
}: Pick<SectionProps, 'values' | 'form'> & {
  readonly settings: Readonly<Record<string, JsonSchema>>;
}) {
  const others = Object.entries(settings).filter(([, field]) => !isSection(field));
  return (
    <details class="group">
      <summary>
        <b>more</b> <span class="soft small">{others.map(([name]) => words(name)).join(', ')}</span>
      </summary>
      <Fields
        schema={{ properties: Object.fromEntries(others) }}
        path=""
        value={values}
        form={form}
      />
    </details>
  );
}

type SectionProps = {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly values: Values;
  readonly form: Parameters<typeof Fields>[0]['form'];
};

/** Whether a section has to be seen: something in it is wrong, or it asks where the data are. */
function concerned(name: string, values: Values, problems: Readonly<Record<string, string>>) {
  const { data } = values;
  if (name === 'data' && isRecord(data) && 'path' in data) return true;
  return Object.keys(problems).some((path) => path === name || path.startsWith(`${name}.`));
}

/** One section; of a section with variants, the one that is chosen. */
function Section({ name, schema, values, form }: SectionProps) {
  return (
    <details class="group" open={concerned(name, values, form.problems)}>
      <summary>
        <b>{name}</b> <span class="soft small">{schema.description}</span>
      </summary>
      <Fields
        schema={{ properties: schema.oneOf ? { [name]: schema } : (schema.properties ?? {}) }}
        path={schema.oneOf ? '' : name}
        value={schema.oneOf ? values : values[name]}
        form={form}
      />
    </details>
  );
}
