/** Lets a picture glide from one state to the next, unless the reader asked for less motion. */
import { useEffect, useState } from 'preact/hooks';

const LENGTH_MS = 320;

/**
 * Values that glide to `target`; they jump where their number changes.
 * @param key a change of it means another subject: nothing glides
 */
export function useGlide(target: Float32Array, key: string): Float32Array {
  const [shown, setShown] = useState({ key, values: target });
  const jumps = shown.key !== key || shown.values.length !== target.length;
  useEffect(() => {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (jumps || still || shown.values === target) {
      if (shown.key !== key || shown.values !== target) setShown({ key, values: target });
      return;
    }
    const from = shown.values;
    const start = performance.now();
    let frame = requestAnimationFrame(function step(now) {
      const part = Math.min(1, Math.max(0, (now - start) / LENGTH_MS));
      const eased = part * (2 - part);
      const between = () => target.map((value, k) => from[k]! + (value - from[k]!) * eased);
      setShown({ key, values: part === 1 ? target : between() });
      if (part < 1) frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
    // The values shown change with every frame; only a new target restarts the transition.
  }, [target, key]);
  return jumps ? target : shown.values;
}
