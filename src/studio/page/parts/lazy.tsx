/** A view, or a part of one, whose code is fetched when it is first shown. */
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { asProblem, type Problem } from '../source/problem.ts';
import { ProblemNotice, Waiting } from './notice.tsx';

/** @param load the same function each time, as it names what is loaded */
export function Lazy<Props extends object>({
  load,
  props,
  id,
  what,
}: {
  readonly load: () => Promise<ComponentType<Props>>;
  readonly props: Props;
  /** What is shown; another one starts afresh. */
  readonly id?: string;
  readonly what: string;
}) {
  const [loaded, setLoaded] = useState<{ readonly load: unknown; readonly view: unknown } | null>(
    null,
  );
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    let left = false;
    setProblem(null);
    load().then(
      (view) => {
        if (!left) setLoaded({ load, view });
      },
      (error: unknown) => setProblem(asProblem(error)),
    );
    return () => {
      left = true;
    };
  }, [load]);
  if (problem) return <ProblemNotice problem={problem} />;
  if (loaded?.load !== load) return <Waiting what={what} />;
  const View = loaded.view as ComponentType<Props>;
  return <View key={id} {...props} />;
}
