/** What is in data: figures, classes as bars, and whatever is wrong with them. */
import { visible } from '../../../core/visible.ts';
import { count, counted, MISSING, significant } from '../../../view/format.ts';
import type { DataFindings, DataReport } from '../../api/data.ts';
import { Panel } from '../parts/panel.tsx';
import { Scroll } from '../parts/scroll.tsx';

type Spread = DataFindings['durationMs'];

const spreadText = (spread: Spread, unit: string): string =>
  spread === null
    ? MISSING
    : `${significant(spread.min)} to ${significant(spread.max)}${unit}, half of them at most ${significant(spread.median)}${unit}`;

/** `34 × 34 pixels, ON and OFF` */
function sensorText({ width, height, polarities }: DataFindings['sensor']): string {
  const cells = height === 1 ? counted(width, 'channel') : `${width} × ${height} pixels`;
  return `${cells}${polarities === 2 ? ', ON and OFF' : ''}`;
}

const ofClass = ({ train, test, none }: DataFindings['classes'][number]) => train + test + none;

/** How far the look is, in words and as a bar. */
export function LookProgress({ report }: { readonly report: DataReport | null }) {
  const { state = 'opening', done = 0, total = 0 } = report ?? {};
  const text =
    state === 'opening'
      ? 'Looking for recordings …'
      : state === 'reading'
        ? `Read ${count(done)} of ${counted(total, 'recording')} so far; figures still change.`
        : state === 'finished'
          ? `${counted(total, 'recording')} read.`
          : '';
  return (
    <>
      <p class="small soft" role="status">
        {text}
      </p>
      {state === 'reading' && (
        <div
          class="progress"
          role="progressbar"
          aria-label="Share of the recordings read"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round((100 * done) / Math.max(1, total))}
        >
          <span style={{ width: `${(100 * done) / Math.max(1, total)}%` }} />
        </div>
      )}
    </>
  );
}

/** The figures that matter first. */
export function Facts({ found }: { readonly found: DataFindings }) {
  const { classes, moreClasses, suggestion, speakers } = found;
  const facts: readonly (readonly [string, string])[] = [
    ['Format', found.format],
    ['Recordings', count(found.recordings)],
    ['Classes', found.kind === 'file' ? MISSING : count(classes.length + moreClasses)],
    ['Sensor', sensorText(found.sensor)],
    ['Duration', spreadText(found.durationMs, ' ms')],
    ['Events', spreadText(found.events, '')],
    ['Active channels', `${count(found.activeChannels)} of ${count(found.channels)}`],
    ...(speakers > 0 ? [['Speakers', count(speakers)] as const] : []),
    ...(suggestion
      ? [
          ['Training, test', `${count(suggestion.train)}, ${count(suggestion.test)}`] as const,
          [
            'Suggested steps',
            `${count(suggestion.steps)} of ${significant(suggestion.stepMs)} ms`,
          ] as const,
          ['Suggested inputs', counted(suggestion.inputs, 'channel')] as const,
        ]
      : []),
  ];
  return (
    <dl class="facts words">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** How many recordings there are of each class. */
export function ClassBars({ found: { classes, moreClasses } }: { readonly found: DataFindings }) {
  const most = Math.max(1, ...classes.map(ofClass));
  const split = classes.some(({ train }) => train > 0) && classes.some(({ test }) => test > 0);
  return (
    <Panel
      title="Classes"
      aside={split && <span class="small soft">recordings for training + for the test</span>}
    >
      <Scroll label="Recordings of each class">
        <ul class="bars">
          {classes.map((one) => (
            <li key={one.name}>
              <span class="name">{visible(one.name)}</span>
              <span class="track" aria-hidden="true">
                <span style={{ width: `${(100 * (one.train + one.none)) / most}%` }} />
                <span class="second" style={{ width: `${(100 * one.test) / most}%` }} />
              </span>
              <span class="number">
                {split
                  ? `${count(one.train + one.none)} + ${count(one.test)}`
                  : count(ofClass(one))}
              </span>
            </li>
          ))}
        </ul>
      </Scroll>
      {moreClasses > 0 && (
        <p class="small soft">{counted(moreClasses, 'more class', 'more classes')}.</p>
      )}
    </Panel>
  );
}

/** What is damaged, irregular or doubtful; nothing where all is well. */
export function Warnings({
  found,
  finished,
}: {
  readonly found: DataFindings;
  readonly finished: boolean;
}) {
  const { damaged, unusable, warnings, irregularities, unfit, suggestion } = found;
  const doubts = suggestion?.doubts ?? [];
  const total = damaged.total + unusable.total + warnings.total + irregularities.length;
  if (total + doubts.length === 0 && unfit === null) {
    return (
      <Panel title="Warnings">
        <p class="soft">{finished ? 'Nothing irregular.' : 'Nothing irregular so far.'}</p>
      </Panel>
    );
  }
  return (
    <Panel title="Warnings">
      <div class="warnings">
        {unfit && (
          <div class="notice problem">
            <p>
              <strong>{visible(unfit.message)}</strong>
            </p>
            {unfit.remedy && <p>{visible(unfit.remedy)}</p>}
          </div>
        )}
        <Lines title="Consider" lines={doubts} total={doubts.length} />
        <Lines
          title="Irregular, and read as far as possible"
          lines={irregularities}
          total={irregularities.length}
        />
        <Lines title="Damaged" lines={textsOf(damaged)} total={damaged.total} />
        <Lines title="A run would refuse" lines={textsOf(unusable)} total={unusable.total} />
        <Lines title="Warnings" lines={textsOf(warnings)} total={warnings.total} />
      </div>
    </Panel>
  );
}

const textsOf = ({ first }: DataFindings['damaged']) =>
  first.map(({ where, what }) => `${where}: ${what}`);

/** Findings that are shown before the rest is asked for. */
const AT_ONCE = 5;

function Lines({
  title,
  lines,
  total,
}: {
  readonly title: string;
  readonly lines: readonly string[];
  readonly total: number;
}) {
  if (total === 0) return null;
  const list = (some: readonly string[]) => (
    <ul>
      {some.map((line, k) => (
        <li key={`${k} ${line}`}>{visible(line)}</li>
      ))}
    </ul>
  );
  const hidden = total - lines.length;
  return (
    <section aria-label={title}>
      <h3>
        {title} ({count(total)})
      </h3>
      {list(lines.slice(0, AT_ONCE))}
      {lines.length > AT_ONCE && (
        <details>
          <summary>{count(lines.length - AT_ONCE)} more</summary>
          {list(lines.slice(AT_ONCE))}
        </details>
      )}
      {hidden > 0 && <p class="small soft">… and {count(hidden)} that are not listed.</p>}
    </section>
  );
}
