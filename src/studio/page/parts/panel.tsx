/** A titled part of a view, and a row of choices of which one is taken. */
import type { ComponentChildren } from 'preact';

export function Panel({
  title,
  aside,
  wide = false,
  children,
}: {
  readonly title: string;
  readonly aside?: ComponentChildren;
  readonly wide?: boolean;
  readonly children: ComponentChildren;
}) {
  return (
    <section class={`panel${wide ? ' wide' : ''}`} aria-label={title}>
      <header>
        <h2>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}

export function Choices<T extends string | number>({
  label,
  options,
  value,
  choose,
}: {
  readonly label: string;
  readonly options: readonly (readonly [value: T, text: string])[];
  readonly value: T;
  readonly choose: (value: T) => void;
}) {
  return (
    <fieldset class="choices">
      <legend class="hidden">{label}</legend>
      {options.map(([option, words]) => (
        <button
          key={option}
          type="button"
          aria-pressed={option === value}
          onClick={() => choose(option)}
        >
          {words}
        </button>
      ))}
    </fieldset>
  );
}
