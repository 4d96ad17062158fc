/** Text in Markdown. */
import { visible } from '../core/visible.ts';
import { MISSING } from './format.ts';

/** A name or a value that is shown as it is, whatever it holds: no markup, no link, one line. */
export function codeSpan(text: string): string {
  const shown = visible(text).trim();
  if (shown === '') return MISSING;
  const runs = Array.from(shown.matchAll(/`+/g), ([run]) => run.length);
  const fence = '`'.repeat(Math.max(0, ...runs) + 1);
  const gap = runs.length > 0 ? ' ' : '';
  return `${fence}${gap}${shown}${gap}${fence}`;
}

/** A block that is shown as it is. @param language of the text, for highlighting */
export const codeBlock = (text: string, language = ''): string =>
  `\`\`\`${language}\n${text}\n\`\`\``;
