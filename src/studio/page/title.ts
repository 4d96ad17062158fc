/** The title of the tab: what is shown, and before it how far that is. */
import { useEffect } from 'preact/hooks';
import { percent } from '../../view/format.ts';

let shown = '';
let done: number | null = null;

function apply(): void {
  const share = done === null ? '' : `${percent(done, 0)} · `;
  document.title = `${share}${shown} – Motifsmith`;
}

/** Says what is shown. */
export function setTitle(what: string): void {
  shown = what;
  apply();
}

/** Shows how far a run is while the component is mounted. @param share 0 … 1; null for one that is not at work */
export function useProgressTitle(share: number | null): void {
  // Whole per cents: the title changes no oftener than it can be seen to.
  const whole = share === null ? null : Math.floor(100 * Math.min(1, share)) / 100;
  useEffect(() => {
    if (whole === null) return;
    done = whole;
    apply();
    return () => {
      done = null;
      apply();
    };
  }, [whole]);
}
