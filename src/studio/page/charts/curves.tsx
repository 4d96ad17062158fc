/**
 * Curves over a common x, drawn by uPlot on a canvas, quick enough to be drawn anew ten times a second.
 * The legend is text with the values under the cursor, or the newest ones; a label says the same to those who do not
 * see the curves. Arrow keys move the cursor, a drag zooms in, a double click shows the whole again.
 */
import 'uplot/dist/uPlot.min.css';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import { MISSING, significant } from '../../../view/format.ts';
import { LegendKey } from '../../../view/legend-key.tsx';
import { cssColour } from '../../../view/palette.ts';
import { useTheme } from '../theme.ts';
import type { CurvesProps } from './curve.ts';
import { type ChartForm, CurveTools } from './curve-tools.tsx';
import { type ChartFile, fileName } from './file-buttons.tsx';
import { isEdge, plotOptions } from './plot-options.ts';
import { smoothCurves } from './smooth.ts';
import { useWidth } from './use-size.ts';

const lastKnown = (values: readonly (number | null)[]) =>
  values.findLast((value) => value !== null) ?? null;

export function Curves(given: CurvesProps) {
  const { label, x, marks = [], format, xName } = given;
  const [form, setForm] = useState<ChartForm>({ log: false, smoothing: 0 });
  const curves = useMemo(
    () => smoothCurves(given.curves, form.smoothing),
    [given.curves, form.smoothing],
  );
  const props = { ...given, curves };
  const [at, setAt] = useState<number | null>(null);
  const [part, setPart] = useState<readonly [number, number] | null>(null);
  const [box, width] = useWidth<HTMLDivElement>();
  const plot = useRef<uPlot | null>(null);
  const shownMarks = useRef(marks);
  shownMarks.current = marks;
  const shownPart = useRef(part);
  shownPart.current = part;
  const theme = useTheme();
  const shape = curves.map(({ name, faint, dash }) => `${name}${faint}${dash}`).join();
  const few = x.length < 2;
  const data = [x, ...curves.map(({ values }) => values)] as unknown as uPlot.AlignedData;

  // Where data alone have changed, the plot stays.
  useEffect(() => {
    if (width === 0 || !box.current) return;
    const { log } = form;
    const state = { marks: shownMarks, part: shownPart, log, point: setAt, zoom: setPart };
    const made = new uPlot(plotOptions(props, width, state), data, box.current);
    plot.current = made;
    return () => {
      made.destroy();
      plot.current = null;
    };
  }, [width, theme, shape, few, form.log, props.until, props.height, label]);

  // Not while only the cursor moves.
  useEffect(() => {
    plot.current?.setData(data);
  }, [x, x.length, curves, part]);

  const step = (by: number) => {
    const next = Math.max(0, Math.min(x.length - 1, (at ?? x.length - (by < 0 ? 0 : 1)) + by));
    for (const each of uPlot.sync(xName).plots) {
      each.setCursor({ left: each.valToPos(x[next]!, 'x'), top: 1 });
    }
  };
  const download = async (file: ChartFile) => {
    const files = await import('./curve-files.ts');
    const name = fileName(label, file);
    if (file === 'csv') files.save(name, new Blob([files.curvesCsv(given)], { type: 'text/csv' }));
    else if (file === 'png') files.save(name, await files.curvesPng(plot.current!));
    else {
      const svg = await files.curvesSvg(props, form.log);
      files.save(name, new Blob([svg], { type: 'image/svg+xml' }));
    }
  };

  const shown = curves.filter((curve) => !curve.faint && !isEdge(curve));
  const text = (value: number | null | undefined) =>
    value === null || value === undefined ? MISSING : format(value);
  const values = shown.map(({ name, values: own }) => ({
    name,
    newest: text(lastKnown(own)),
    here: at === null ? null : text(own[at]),
  }));
  const known = shown.flatMap((curve) => curve.values).filter((value) => value !== null);
  return (
    <div>
      <ul class="legend">
        {shown.map(({ name, colour: own, dash }, k) => (
          <li key={name}>
            <LegendKey kind="line" colour={cssColour(own)} dash={dash} />
            {name} <b>{values[k]!.here ?? values[k]!.newest}</b>
          </li>
        ))}
        {at !== null && x[at] !== undefined && (
          <li class="place">
            at {significant(x[at])} {xName}
          </li>
        )}
      </ul>
      <div
        class="chart"
        ref={box}
        role="img"
        aria-label={`${label}. ${values.map(({ name, newest }) => `${name}: ${newest}`).join('; ')}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no mouse reads values with the arrow keys
        tabIndex={0}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
          event.preventDefault();
          step(event.key === 'ArrowLeft' ? -1 : 1);
        }}
        style={{ minHeight: props.height ?? 230 }}
      />
      <CurveTools
        label={label}
        form={form}
        change={setForm}
        canLog={known.length > 0 && known.every((value) => value > 0)}
        canSmooth={!given.curves.some(isEdge) && x.length > 4}
        zoomed={part !== null}
        whole={() => setPart(null)}
        download={(file) => void download(file)}
      />
    </div>
  );
}
