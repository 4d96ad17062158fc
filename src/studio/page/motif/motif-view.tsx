/**
 * The motif of a layer during a search: a slider through the moments at which it was probed. At its end
 * it follows a run in progress; played, it shows the whole search in a few seconds.
 */
import { useEffect, useState } from 'preact/hooks';
import { percent } from '../../../view/format.ts';
import { LegendKey } from '../../../view/legend-key.tsx';
import { MOTIF_LEGEND } from '../../../view/motif-graph.tsx';
import type { Sign } from '../../../view/motif-layout.ts';
import { TYPES } from '../../../view/names.ts';
import { EVENTS, stageLabel } from '../../../view/record-names.ts';
import type { MotifCandidate, MotifFrame } from '../history/run-history.ts';
import { PauseIcon, PlayIcon } from '../parts/icons.tsx';
import { Choices, Panel } from '../parts/panel.tsx';
import { LinkedMotif } from './linked-motif.tsx';
import { useGlide } from './tween.ts';

/** Length of a whole replay, and the least time for a frame. */
const REPLAY_MS = 9000;
const FRAME_MS = 120;

function moment({ stage, epoch }: MotifFrame): string {
  return epoch === null ? EVENTS.architecture.label : `${stageLabel(stage)}, epoch ${epoch}`;
}

/** A motif that glides to what is asked for. */
function GlidingMotif({
  size,
  types,
  sign,
}: Pick<MotifCandidate, 'size' | 'types'> & { readonly sign: Sign | 'both' }) {
  const values = useGlide(types, String(size));
  return <LinkedMotif size={size} types={values} sign={sign} />;
}

const SIGNS: readonly (readonly [Sign | 'both', string])[] = [
  ['both', 'all'],
  ['exc', TYPES.exc.label],
  ['inh', TYPES.inh.label],
];

export function MotifView({
  frames,
  live,
}: {
  readonly frames: readonly MotifFrame[];
  readonly live: boolean;
}) {
  /** The frame that is shown; null for the newest. */
  const [at, setAt] = useState<MotifFrame | null>(null);
  const [playing, setPlaying] = useState(false);
  const [layer, setLayer] = useState<number | null>(null);
  const [size, setSize] = useState<number | null>(null);
  const [sign, setSign] = useState<Sign | 'both'>('both');
  const last = frames.length - 1;
  // For a frame that was thinned out, the next one is shown.
  const found =
    at === null ? last : frames.findIndex((frame) => frame.x >= at.x && frame.stage === at.stage);
  const index = found < 0 ? last : found;

  useEffect(() => {
    if (!playing) return;
    if (index >= last) {
      setPlaying(false);
      setAt(null);
      return;
    }
    const wait = Math.max(FRAME_MS, REPLAY_MS / Math.max(1, last));
    const timer = setTimeout(() => setAt(frames[index + 1]!), wait);
    return () => clearTimeout(timer);
  }, [playing, index, last, frames]);

  const frame = frames[index];
  if (!frame) {
    return (
      <Panel title="Motif" wide>
        <p class="soft">
          {live
            ? 'The motif appears here after the first epoch.'
            : 'The record of this run has no motifs.'}
        </p>
      </Panel>
    );
  }
  const shownLayer = frame.layers.find((one) => one.layer === layer) ?? frame.layers[0]!;
  const { candidates } = shownLayer;
  const mostProbable = candidates.reduce((a, b) => (b.probability > a.probability ? b : a));
  const shown = candidates.find((one) => one.size === size) ?? mostProbable;
  const atEnd = index === last;
  return (
    <Panel
      title="Motif"
      wide
      aside={
        <span class="soft small" role="status">
          {moment(frame)}
          {atEnd && live && ' · live'}
        </span>
      }
    >
      <div class="row spread">
        <div class="row">
          {frame.layers.length > 1 && (
            <Choices
              label="Layer"
              options={frame.layers.map((one) => [one.layer, `layer ${one.layer + 1}`] as const)}
              value={shownLayer.layer}
              choose={setLayer}
            />
          )}
          {candidates.length > 1 ? (
            <Choices
              label="Motif size"
              options={[
                [0, `most probable (${mostProbable.size})`] as const,
                ...candidates.map(
                  (one) => [one.size, `${one.size}: ${percent(one.probability, 0)}`] as const,
                ),
              ]}
              value={size === null || shown.size !== size ? 0 : size}
              choose={(value) => setSize(value === 0 ? null : value)}
            />
          ) : (
            <span>
              Motif size <b>{shown.size}</b>
            </span>
          )}
          <Choices label="Connections" options={SIGNS} value={sign} choose={setSign} />
        </div>
        <ul class="legend">
          {MOTIF_LEGEND.map((entry) => (
            <li key={entry.label}>
              <LegendKey {...entry} /> {entry.label}
            </li>
          ))}
          {frame.epoch !== null && <li>stronger = more probable</li>}
        </ul>
      </div>
      <div class="motif">
        <GlidingMotif {...shown} sign={sign} />
      </div>
      {frames.length > 1 && (
        <div class="row timeline">
          <button
            type="button"
            class="icon"
            aria-label={playing ? 'Pause' : 'Play the search'}
            onClick={() => {
              if (!playing && atEnd) setAt(frames[0]!);
              setPlaying(!playing);
            }}
          >
            {playing ? <PauseIcon /> : <PlayIcon />}
          </button>
          <input
            type="range"
            class="slide"
            aria-label="Moment of the search"
            aria-valuetext={moment(frame)}
            min={0}
            max={last}
            value={index}
            onInput={(event) => {
              setPlaying(false);
              const k = Number(event.currentTarget.value);
              setAt(k === last ? null : frames[k]!);
            }}
          />
          <span class="small number soft">
            {index + 1}/{frames.length}
          </span>
        </div>
      )}
    </Panel>
  );
}
