/** What the server has no stream of: asked for again and again while it is looked at. */
import { useEffect, useState } from 'preact/hooks';
import { asProblem, type Problem } from '../source/problem.ts';

export interface Polled<Value> {
  /** Null until the first answer; kept while a later one fails. */
  readonly value: Value | null;
  readonly problem: Problem | null;
}

/** @param load the same function as long as the same is asked for */
export function usePolled<Value>(load: () => Promise<Value>, milliseconds: number): Polled<Value> {
  const [state, setState] = useState<Polled<Value>>({ value: null, problem: null });
  useEffect(() => {
    let closed = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () =>
      load()
        .then(
          (value) => !closed && setState({ value, problem: null }),
          (error: unknown) =>
            !closed && setState(({ value }) => ({ value, problem: asProblem(error) })),
        )
        .then(() => {
          if (!closed) timer = setTimeout(look, milliseconds);
        });
    setState({ value: null, problem: null });
    void look();
    return () => {
      closed = true;
      clearTimeout(timer);
    };
  }, [load, milliseconds]);
  return state;
}
