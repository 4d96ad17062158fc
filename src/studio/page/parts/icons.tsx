/** The few pictures that stand for words; all are decoration beside the word itself. */
import type { ComponentChildren } from 'preact';
import type { RunState } from '../../api/runs.ts';

function Icon({ children }: { readonly children: ComponentChildren }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width="16"
      height="16"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
    >
      {children}
    </svg>
  );
}

const STATES: Readonly<Record<RunState, ComponentChildren>> = {
  running: <circle cx="8" cy="8" r="5" fill="currentColor" stroke="none" />,
  finished: <path d="m3 8.5 3.5 3.5L13 4.5" />,
  stopped: <path d="M5 3v10M11 3v10" />,
  failed: <path d="m4 4 8 8m0-8-8 8" />,
};

export const StateIcon = ({ state }: { readonly state: RunState }) => (
  <Icon>{STATES[state] ?? null}</Icon>
);

export const PlayIcon = () => (
  <Icon>
    <path d="M5 3v10l8-5z" fill="currentColor" />
  </Icon>
);

export const PauseIcon = () => (
  <Icon>
    <path d="M5 3v10M11 3v10" />
  </Icon>
);

export const SunIcon = () => (
  <Icon>
    <circle cx="8" cy="8" r="3" />
    <path d="M8 1v1M8 14v1M1 8h1M14 8h1M3 3l.7.7M12.3 12.3l.7.7M13 3l-.7.7M3.7 12.3 3 13" />
  </Icon>
);

export const MoonIcon = () => (
  <Icon>
    <path d="M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5z" />
  </Icon>
);

export const BellIcon = ({ on }: { readonly on: boolean }) => (
  <Icon>
    <path
      d="M3.5 11.5h9L11.3 9.7V7a3.3 3.3 0 0 0-6.6 0v2.7zM7 13.8h2"
      fill={on ? 'currentColor' : 'none'}
      stroke-width="1.5"
    />
  </Icon>
);

export const StarIcon = ({ on }: { readonly on: boolean }) => (
  <Icon>
    <path
      d="m8 1.8 1.9 4 4.3.6-3.1 3 .8 4.4L8 11.7l-3.9 2.1.8-4.4-3.1-3 4.3-.6z"
      fill={on ? 'currentColor' : 'none'}
      stroke-width="1.4"
    />
  </Icon>
);
