/** The runs that the list shows, as points by any two of its columns. */
import { useMemo } from 'preact/hooks';
import { significant } from '../../../view/format.ts';
import type { RunSummary } from '../../api/runs.ts';
import { type Axis, figureAxis, namedAxis } from '../charts/axis.ts';
import { AxisSelect } from '../charts/axis-select.tsx';
import { ScatterChart } from '../charts/scatter.tsx';
import { ProblemNotice } from '../parts/notice.tsx';
import { Panel } from '../parts/panel.tsx';
import { href, runAddress } from '../route.ts';
import { choices, useColumnList } from './choices.ts';
import { type AskedValues, type Column, columnOf } from './columns.ts';
import type { Plot } from './query.ts';

const inOrder = new Intl.Collator('en', { numeric: true }).compare;

const isNumber = (value: unknown): value is number => typeof value === 'number';

interface PlacedColumn {
  readonly axis: Axis<RunSummary>;
  /** Whether a logarithmic axis can show all of its values. */
  readonly canLog: boolean;
}

function placed(column: Column, runs: readonly RunSummary[], wantsLog: boolean): PlacedColumn {
  const { key, name, title: label } = column;
  const known = runs.map(column.value).filter((value) => value !== null);
  if (known.every(isNumber)) {
    const canLog = known.length > 0 && known.every((value) => value > 0);
    const format = (value: number) =>
      column.kind === 'list' ? significant(value) : column.text(value, runs[0]!);
    const value = (run: RunSummary) => column.value(run) as number | null;
    const axis = figureAxis(runs, { key, name, label, value, format }, wantsLog && canLog);
    return { axis, canLog };
  }
  const value = (run: RunSummary) => {
    const found = column.value(run);
    return found === null ? null : column.text(found, run);
  };
  const names = [...new Set(runs.flatMap((run) => value(run) ?? []))].sort(inOrder);
  return { axis: namedAxis(names, { key, label, name, order: value, value }), canLog: false };
}

export default function RunsPlot({
  runs,
  asked,
  plot,
  change,
}: {
  readonly runs: readonly RunSummary[];
  readonly asked: AskedValues;
  readonly plot: Plot;
  /** @param plot null to take it away */
  readonly change: (plot: Plot | null) => void;
}) {
  const { value: list, problem } = useColumnList();
  const groups = useMemo(() => {
    const all = choices(list).map(({ title, columns }) => ({
      title,
      // How long ago a run has changed is no place on an axis.
      axes: columns.filter(({ kind }) => kind !== 'latest'),
    }));
    const there = new Set(all.flatMap(({ axes }) => axes.map(({ key }) => key)));
    // A setting that an address names stays chosen while it is not known whether a run has it.
    const others = [plot.x, plot.y].filter((key) => !there.has(key));
    const axes = others.flatMap((key) => columnOf(key, asked) ?? []);
    return axes.length === 0 ? all : [{ title: 'Chosen', axes }, ...all];
  }, [list, plot.x, plot.y]);
  const [x, y] = useMemo(
    () =>
      (['x', 'y'] as const).map((which) => {
        const column = columnOf(plot[which], asked) ?? columnOf('accuracy', asked)!;
        return placed(column, runs, plot.log.includes(which));
      }),
    [runs, asked, plot.x, plot.y, plot.log],
  ) as [PlacedColumn, PlacedColumn];
  const points = useMemo(
    () => ({
      items: runs,
      noun: 'run',
      name: ({ id }: RunSummary) => id,
      address: ({ id }: RunSummary) => href(runAddress(id)),
      look: () => 'usual' as const,
    }),
    [runs],
  );
  const sides = [
    { which: 'x', label: 'Across', ...x },
    { which: 'y', label: 'Up', ...y },
  ] as const;
  return (
    <Panel
      title="Runs by two columns"
      wide
      aside={
        <button type="button" class="plain" onClick={() => change(null)}>
          Close
        </button>
      }
    >
      {problem && <ProblemNotice problem={problem} />}
      <div class="row">
        {sides.map(({ which, label, axis, canLog }) => (
          <span key={which} class="row">
            <AxisSelect
              label={label}
              groups={groups}
              value={axis.key}
              choose={(key) => change({ ...plot, [which]: key })}
            />
            {canLog && (
              <label class="row small">
                <input
                  type="checkbox"
                  aria-label={`Logarithmic axis, ${label.toLowerCase()}`}
                  checked={plot.log.includes(which)}
                  onChange={(event) =>
                    change({
                      ...plot,
                      log: event.currentTarget.checked
                        ? `${plot.log}${which}`
                        : plot.log.replace(which, ''),
                    })
                  }
                />
                log
              </label>
            )}
          </span>
        ))}
      </div>
      <ScatterChart x={x.axis} y={y.axis} points={points} />
    </Panel>
  );
}
