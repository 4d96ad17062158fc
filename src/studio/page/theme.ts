/** Dark or light: as the system has it, unless the reader has chosen; the choice is remembered. */
import { useEffect, useState } from 'preact/hooks';
import { type ColourName, cssVariables, THEMES, type ThemeName } from '../../view/palette.ts';

const KEY = 'motifsmith.theme';
const CHANGED = 'studio:theme';
const system = matchMedia('(prefers-color-scheme: dark)');

function chosen(): ThemeName | null {
  const stored = localStorage.getItem(KEY);
  return stored === 'light' || stored === 'dark' ? stored : null;
}

function theme(): ThemeName {
  return chosen() ?? (system.matches ? 'dark' : 'light');
}

const variables = new CSSStyleSheet();
document.adoptedStyleSheets.push(variables);

/** Makes the document follow the theme; called before anything is drawn. */
export function applyTheme(): void {
  document.documentElement.dataset.theme = theme();
  variables.replaceSync(`:root { ${cssVariables(theme())} }`);
  dispatchEvent(new Event(CHANGED));
}

export function chooseTheme(next: ThemeName): void {
  localStorage.setItem(KEY, next);
  applyTheme();
}

system.addEventListener('change', applyTheme);

/** The theme; renders again when it changes. */
export function useTheme(): ThemeName {
  const [now, setNow] = useState(theme);
  useEffect(() => {
    const look = () => setNow(theme());
    addEventListener(CHANGED, look);
    return () => removeEventListener(CHANGED, look);
  }, []);
  return now;
}

/** A colour of the theme, for canvases, which know no variables. */
export const colour = (name: ColourName): string => THEMES[theme()][name];
