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

/** @param heading `h2` below a heading of the page; else it is the heading of the page */
export function Empty({
  title,
  heading: Heading = 'h1',
  children,
}: {
  readonly title: string;
  readonly heading?: 'h1' | 'h2';
  readonly children: ComponentChildren;
}) {
  return (
    <div class="panel empty">
      <Heading>{title}</Heading>
      {children}
    </div>
  );
}

export const Waiting = ({ what }: { readonly what: string }) => (
  <p class="soft" role="status">
    Reading {what} …
  </p>
);
