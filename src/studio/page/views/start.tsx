/**
 * Starts a run in three decisions: data, kind of run, method. The choices are in the address. The server checks
 * everything again; what it finds is shown next to the field concerned.
 */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { settingTrail } from '../../../view/setting-labels.ts';
import type { DataPlace, DataReport, DataSuggestion } from '../../api/data.ts';
import type { RunSettings } from '../../api/record.ts';
import { placeName, placeOf, samePlace } from '../data/place.ts';
import { useData } from '../data/use-data.ts';
import { Advanced, seedProblem } from '../form/advanced.tsx';
import {
  type Beginning,
  beginningOf,
  isRunKind,
  type Kind,
  kindNamed,
  placeIn,
  requestFor,
  valuesOf,
} from '../form/beginning.ts';
import { DataChoice } from '../form/data-choice.tsx';
import { KindChoice } from '../form/kind-choice.tsx';
import { MethodChoice } from '../form/method-choice.tsx';
import { type Method, methodNamed } from '../form/methods.ts';
import { type Offer, useOffer } from '../form/offer.ts';
import { namedPath, pathsOf, withChange } from '../form/paths.ts';
import { reveal } from '../form/reveal.ts';
import type { Values } from '../form/schema.ts';
import { SeedChoice, seedCountOf } from '../form/seed-choice.tsx';
import { type Model, startFrom } from '../form/start-from.ts';
import { Empty, ProblemNotice, Waiting } from '../parts/notice.tsx';
import { go, href, type Route, runAddress } from '../route.ts';
import { source } from '../source/index.ts';
import { asProblem, Problem } from '../source/problem.ts';

const FIRST_DATA: DataPlace = { task: 'mnist-saccade' };

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
  return <StartForm offer={offer} model={model && { id: from!, record: model }} route={route} />;
}

/** The first suggestion for data, until all of them have been read: a form must not change under its reader. */
function useSuggestion(place: DataPlace, report: DataReport | null): DataSuggestion | null {
  const [kept, keep] = useState<{
    readonly place: DataPlace;
    readonly finished: boolean;
    readonly suggestion: DataSuggestion;
  } | null>(null);
  const known = kept !== null && samePlace(kept.place, place) ? kept : null;
  const suggestion = report?.found?.suggestion ?? null;
  const finished = report?.state === 'finished';
  useEffect(() => {
    if (suggestion !== null && (known === null || (finished && !known.finished)))
      keep({ place, finished, suggestion });
  });
  return known?.suggestion ?? null;
}

function StartForm({
  offer,
  model,
  route: { query },
}: {
  readonly offer: Offer;
  /** The run whose settings it begins with. */
  readonly model: Model | null;
  readonly route: Route;
}) {
  const given = useMemo(() => (model === null ? null : startFrom(model, offer)), [model, offer]);
  const place = placeOf(query) ?? (given && placeIn(given.values)) ?? FIRST_DATA;
  const kind = kindNamed(query.get('kind'), offer, given !== null);
  const method = methodNamed(query.get('method') ?? given?.method ?? null);
  const seedCount = seedCountOf(query.get('seeds')) ?? given?.seedCount ?? 1;
  const [seed, setSeed] = useState(given?.seed ?? '1');
  const [changes, setChanges] = useState<Values>({});
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const [sending, setSending] = useState(false);
  /** The setting that an error named last, to be brought into sight. */
  const [named, setNamed] = useState<{ readonly path: string } | null>(null);
  useEffect(() => {
    if (named !== null) reveal(named.path);
  }, [named]);

  const look = useData(place);
  const suggestion = useSuggestion(place, look.report);
  const beginningFor = (one: Kind) => beginningOf(one, place, { offer, suggestion, from: given });
  const beginning = beginningFor(kind);
  const values = useMemo(
    () => beginning && valuesOf(offer.schema, beginning, changes),
    [JSON.stringify(beginning), changes, offer],
  );

  /** Puts choices into the address, which is where they are kept. */
  const choose = (next: { place?: DataPlace; kind?: Kind; method?: Method; seeds?: number }) => {
    const words = new URLSearchParams(query);
    if (next.place) {
      words.delete('path');
      words.delete('task');
      for (const [key, value] of Object.entries(next.place)) words.set(key, value);
    }
    if (next.kind) words.set('kind', next.kind);
    if (next.method) words.set('method', next.method.name);
    if (next.seeds) words.set('seeds', String(next.seeds));
    setProblem(null);
    setProblems({});
    go(`/start?${words}`, { replace: true });
  };
  const request = (one: Kind, from: Beginning | null) =>
    from &&
    requestFor(from, {
      ...{ place, kind: one, method, offer },
      seed: Number(seed),
      seedCount,
      changes: one === kind ? changes : {},
    });
  const wrongSeed = seedProblem(seed, offer.schema);
  const wrong = Object.keys(problems).length + (wrongSeed === null ? 0 : 1);

  const form = {
    problems,
    set: (path: string, value: unknown, wrongness: string | null) => {
      setProblems(({ [path]: _, ...others }) =>
        wrongness === null ? others : { ...others, [path]: wrongness },
      );
      if (wrongness !== null) return;
      const base = valuesOf(offer.schema, beginning!, {});
      setChanges((before) => withChange(before, path, value, base));
    },
  };

  const start = (event: Event) => {
    event.preventDefault();
    const asked = request(kind, beginning);
    if (wrong > 0 || asked === null) return;
    setSending(true);
    setProblem(null);
    source.start(asked).then(
      ({ id }) => go(runAddress(id)),
      (error: unknown) => {
        const found = asProblem(error);
        const path = namedPath(`${found.where ?? ''} ${found.message}`, pathsOf(values ?? {}));
        if (path !== null) {
          setProblems({ [path]: `${found.message}${found.remedy ? ` ${found.remedy}` : ''}` });
          setNamed({ path });
        }
        setProblem(found);
        setSending(false);
      },
    );
  };
  const changed = pathsOf(changes).filter(
    (path) => !pathsOf(changes).some((other) => other.startsWith(`${path}.`)),
  );
  return (
    <>
      <div>
        <h1>Start a run</h1>
        <p class="lead">
          {model === null
            ? 'Choose data, how much work, and a method; everything else follows from that.'
            : `With the settings of ${model.id}: change what should be different.`}
        </p>
      </div>
      <form class="start" onSubmit={start} noValidate>
        <DataChoice
          place={place}
          choose={(next) => choose({ place: next })}
          report={look.report}
          problem={look.problem}
          wrong={problems['data.path'] ?? null}
        />
        <KindChoice
          {...{ kind, offer }}
          choose={(next) => choose({ kind: next })}
          from={model?.id ?? null}
          requestOf={(one) => (wrong > 0 ? null : request(one, beginningFor(one)))}
        />
        <MethodChoice method={method} choose={(next) => choose({ method: next })} />
        <SeedChoice
          count={seedCount}
          choose={(seeds) => choose({ seeds })}
          first={wrongSeed === null ? seed : '1'}
        />
        {values && <Advanced {...{ values, form, seed, setSeed, schema: offer.schema }} />}
        {problem && <ProblemNotice problem={problem} />}
        <div class="row actions">
          <button
            type="submit"
            class="primary"
            disabled={sending || wrong > 0 || beginning === null}
          >
            {sending
              ? 'Starting …'
              : `Start ${method.command === 'search' ? 'the search' : 'the training'}${seedCount > 1 ? ` with ${seedCount} seeds` : ''}`}
          </button>
          <span class="soft" role="status">
            {wrong > 0
              ? `${wrong} ${wrong === 1 ? 'setting is' : 'settings are'} not valid yet.`
              : beginning === null
                ? waitingFor(kind, place, look.problem !== null || suggestionless(look))
                : changed.length > 0
                  ? `Changed: ${changed.map(settingTrail).join(', ')}`
                  : ''}
          </span>
        </div>
      </form>
    </>
  );
}

const suggestionless = ({ report }: ReturnType<typeof useData>): boolean =>
  report?.found != null && report.found.suggestion === null;

const waitingFor = (kind: Kind, place: DataPlace, hopeless: boolean): string =>
  !isRunKind(kind)
    ? ''
    : hopeless
      ? 'Choose other data first.'
      : `Looking into ${placeName(place)}: settings that fit follow from it.`;
