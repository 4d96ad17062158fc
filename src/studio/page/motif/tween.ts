/** Lets a picture glide from one state to the next, unless the reader asked for less motion. */
import { useEffect, useRef } from 'preact/hooks';

const LENGTH_MS = 320;

/**
 * Calls `draw` with values that glide to `target`; at once where the number of values changes.
 * @param key a change of it means another subject: nothing glides
 */
export function useGlide(
  target: Float32Array,
  key: string,
  draw: (values: Float32Array) => void,
): void {
  const shown = useRef<{ key: string; values: Float32Array } | null>(null);
  const latest = useRef(draw);
  latest.current = draw;
  useEffect(() => {
    const before = shown.current;
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const show = (values: Float32Array) => {
      shown.current = { key, values };
      latest.current(values);
    };
    if (!before || before.key !== key || before.values.length !== target.length || still) {
      show(target);
      return;
    }
    const from = before.values;
    const began = performance.now();
    let frame = requestAnimationFrame(function step(now) {
      const part = Math.min(1, Math.max(0, (now - began) / LENGTH_MS));
      const eased = part * (2 - part);
      show(part === 1 ? target : target.map((value, k) => from[k]! + (value - from[k]!) * eased));
      if (part < 1) frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [target, key]);
}
