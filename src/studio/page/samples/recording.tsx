/** Which recording a sample is, and what it sounds like if it was a sound. */
import { useEffect, useState } from 'preact/hooks';
import type { RunSample } from '../../api/samples.ts';
import { ProblemNotice, Waiting } from '../parts/notice.tsx';
import { source } from '../source/index.ts';
import { asProblem, Problem } from '../source/problem.ts';

/** @param index of the sample in the run's test samples */
export function Recording({
  id,
  index,
  sample: { recording, hasSound },
}: {
  readonly id: string;
  readonly index: number;
  readonly sample: RunSample;
}) {
  if (recording === null) return null;
  return (
    <div class="row">
      <span class="small soft" style={{ overflowWrap: 'anywhere' }}>
        Recording <code>{recording}</code>
      </span>
      {hasSound && <Sound key={`${id} ${index}`} id={id} index={index} name={recording} />}
    </div>
  );
}

/** The server sends what the ear has heard: one channel, whatever the kind of the file. */
function Sound({
  id,
  index,
  name,
}: {
  readonly id: string;
  readonly index: number;
  readonly name: string;
}) {
  const [address, setAddress] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    let made: string | null = null;
    let left = false;
    source.sound(id, index).then(
      (sound) => {
        if (left) return;
        made = URL.createObjectURL(sound);
        setAddress(made);
      },
      (error: unknown) => {
        if (!left) setProblem(asProblem(error));
      },
    );
    return () => {
      left = true;
      if (made !== null) URL.revokeObjectURL(made);
    };
  }, [id, index]);
  if (problem) return <ProblemNotice problem={problem} />;
  if (address === null) return <Waiting what="the sound" />;
  return (
    // biome-ignore lint/a11y/useMediaCaption: data sets have no captions; the class is shown next to it
    <audio
      controls
      src={address}
      aria-label={`Sound of ${name}`}
      onError={() =>
        setProblem(
          new Problem('This browser cannot play the sound.', {
            where: name,
            remedy: 'Its sample rate may be unusual: play the file in another program.',
          }),
        )
      }
    />
  );
}
