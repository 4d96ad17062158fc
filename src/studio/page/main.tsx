/** The page of `motifsmith studio`: its frame, and which view is in it. Heavy views load when needed. */
import './styles/index.css';
import type { ComponentType } from 'preact';
import { render } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import icon from './icon.svg';
import { MoonIcon, SunIcon } from './parts/icons.tsx';
import { Lazy } from './parts/lazy.tsx';
import { Empty } from './parts/notice.tsx';
import { NotifySwitch } from './parts/notify-switch.tsx';
import { catchLinks, href, type Route, useRoute } from './route.ts';
import { source } from './source/index.ts';
import { exchangeCode } from './source/server.ts';
import { takeTokens, useSession } from './source/session.ts';
import { applyTheme, chooseTheme, useTheme } from './theme.ts';
import { setTitle } from './title.ts';
import { RunsView } from './views/runs.tsx';

type View = ComponentType<{ readonly route: Route }>;

const LATER: Readonly<Record<Exclude<Route['view'], 'runs' | 'unknown'>, () => Promise<View>>> = {
  run: async () => (await import('./views/run.tsx')).RunView,
  study: async () => (await import('./views/study.tsx')).StudyView,
  sweep: async () => (await import('./views/sweep.tsx')).SweepView,
  compare: async () => (await import('./views/compare.tsx')).CompareView,
  data: async () => (await import('./views/data.tsx')).DataPages,
  start: async () => (await import('./views/start.tsx')).StartView,
  try: async () => (await import('./views/try.tsx')).TryView,
};

function Content({ route }: { readonly route: Route }) {
  switch (route.view) {
    case 'runs':
      return <RunsView route={route} />;
    case 'unknown':
      return (
        <Empty title="There is no such page">
          <p>Nothing in this studio has this address.</p>
          <a class="button primary" href={href('/')}>
            Back to the runs
          </a>
        </Empty>
      );
    default:
      return <Lazy load={LATER[route.view]} props={{ route }} id={route.id} what="this view" />;
  }
}

const TITLES: Readonly<Record<Route['view'], string>> = {
  runs: 'Runs',
  run: 'Run',
  study: 'Study',
  sweep: 'Sweep',
  compare: 'Compare',
  data: 'Data',
  start: 'Start a run',
  try: 'Try it here',
  unknown: 'Not found',
};

const PLACES: readonly (readonly [Route['view'], string, string])[] = [
  ['runs', '/', 'Runs'],
  ['data', '/data', 'Data'],
  ['start', '/start', 'Start'],
  ['try', '/try', 'Try it here'],
];

function NoSession() {
  return (
    <Empty title="This tab has no session">
      <p>
        Open the address that <code>motifsmith studio</code> printed in the terminal. It contains a
        key, which is valid for the tab in which you open it, until the studio is closed.
      </p>
    </Empty>
  );
}

function Studio() {
  const route = useRoute();
  const session = useSession();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    setTitle(route.id || TITLES[route.view]);
    // Brings those who navigate by ear or keyboard to the new view.
    if (!first.current) main.current?.focus({ preventScroll: true });
    first.current = false;
  }, [route.view, route.id]);
  return (
    // biome-ignore lint/a11y: links within keep their keys; this only keeps them from reloading
    <div onClick={catchLinks}>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        Skip to the content
      </button>
      <header class="bar">
        <a class="brand" href={href('/')}>
          <img src={icon} alt="" />
          Motifsmith studio
        </a>
        <nav aria-label="Views">
          {PLACES.filter(([view]) => (view !== 'start' && view !== 'data') || source.canStart).map(
            ([view, address, words]) => (
              <a
                key={view}
                class="bar-link"
                href={href(address)}
                aria-current={route.view === view ? 'page' : undefined}
              >
                {words}
              </a>
            ),
          )}
        </nav>
        {session && source.canStart && <NotifySwitch />}
        <ThemeSwitch />
      </header>
      <main id="content" tabIndex={-1} ref={main}>
        {session ? <Content route={route} /> : <NoSession />}
      </main>
    </div>
  );
}

function ThemeSwitch() {
  const dark = useTheme() === 'dark';
  const words = dark ? 'Use light colours' : 'Use dark colours';
  return (
    <button
      type="button"
      class="plain icon"
      aria-label={words}
      title={words}
      onClick={() => chooseTheme(dark ? 'light' : 'dark')}
    >
      {dark ? <SunIcon /> : <MoonIcon />}
    </button>
  );
}

await takeTokens(exchangeCode);
applyTheme();
render(<Studio />, document.getElementById('studio')!);
