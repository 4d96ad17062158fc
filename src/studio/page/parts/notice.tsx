/** What the page says when something is wrong, missing or still on its way. */
import type { ComponentChildren } from 'preact';
import type { Problem } from '../source/problem.ts';

export function ProblemNotice({ problem }: { readonly problem: Problem }) {
  return (
    <div class="notice problem" role="alert">
      <p>
        <strong>{problem.message}</strong>
      </p>
      {problem.where && <p class="small soft">{problem.where}</p>}
      {problem.remedy && <p>{problem.remedy}</p>}
    </div>
  );
}

export function Empty({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ComponentChildren;
}) {
  return (
    <div class="panel empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

export const Waiting = ({ what }: { readonly what: string }) => (
  <p class="soft" role="status">
    Reading {what} …
  </p>
);
