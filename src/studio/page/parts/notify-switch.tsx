/** The switch for notifications. The browser is asked for its permission when it is pressed, and never before. */
import { useLayoutEffect, useState } from 'preact/hooks';
import { notifyOfEnds } from '../notify.ts';
import { BellIcon } from './icons.tsx';

const KEY = 'motifsmith.notify';

export function NotifySwitch() {
  const possible = typeof Notification !== 'undefined';
  const [on, setOn] = useState(
    possible && localStorage.getItem(KEY) === 'on' && Notification.permission === 'granted',
  );
  const [refused, setRefused] = useState(false);
  // Before the button shows that it is off, nothing is told any more.
  useLayoutEffect(() => (on ? notifyOfEnds() : undefined), [on]);
  if (!possible) return null;
  const change = async () => {
    const allowed = on || (await Notification.requestPermission()) === 'granted';
    setRefused(!allowed);
    localStorage.setItem(KEY, allowed && !on ? 'on' : 'off');
    setOn(allowed && !on);
  };
  return (
    <>
      <button
        type="button"
        class="plain icon"
        aria-pressed={on}
        aria-label="Notify me when a run ends"
        title={on ? 'You are notified when a run ends' : 'Notify me when a run ends'}
        onClick={() => void change()}
      >
        <BellIcon on={on} />
      </button>
      {refused && (
        <p class="small" role="status">
          This browser does not allow notifications here: its settings for this address do.
        </p>
      )}
    </>
  );
}
