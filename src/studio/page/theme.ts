/** Dark or light: as the system has it, unless the reader has chosen; the choice is remembered. */
import { useEffect, useState } from 'preact/hooks';

export type Theme = 'light' | 'dark';

const KEY = 'motifsmith.theme';
const CHANGED = 'studio:theme';
const system = matchMedia('(prefers-color-scheme: dark)');

function chosen(): Theme | null {
  const stored = localStorage.getItem(KEY);
  return stored === 'light' || stored === 'dark' ? stored : null;
}

export function theme(): Theme {
  return chosen() ?? (system.matches ? 'dark' : 'light');
}

/** Makes the document follow the theme; called before anything is drawn. */
export function applyTheme(): void {
  document.documentElement.dataset.theme = theme();
  dispatchEvent(new Event(CHANGED));
}

export function chooseTheme(next: Theme): void {
  localStorage.setItem(KEY, next);
  applyTheme();
}

system.addEventListener('change', applyTheme);

/** The theme; renders anew when it changes. */
export function useTheme(): Theme {
  const [now, setNow] = useState(theme);
  useEffect(() => {
    const look = () => setNow(theme());
    addEventListener(CHANGED, look);
    return () => removeEventListener(CHANGED, look);
  }, []);
  return now;
}

/** A colour of the theme, for canvases, which know no variables. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
