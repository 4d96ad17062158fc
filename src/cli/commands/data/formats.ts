/** `data formats`: what can be read. */
import { EVENT_FORMATS } from '../../../data/formats/registry.ts';
import { SET_FORMATS } from '../../../data/sets/registry.ts';

export function formatsCommand({ json }: { readonly json?: boolean }): void {
  const sets = SET_FORMATS.map(({ id, title }) => ({ id, title }));
  const files = EVENT_FORMATS.map(({ id, title, extensions }) => ({ id, title, extensions }));
  if (json) {
    process.stdout.write(`${JSON.stringify({ sets, files }, null, 2)}\n`);
    return;
  }
  const lines = [
    'Data sets (--format, data.format):',
    ...sets.map(({ id, title }) => `  ${id.padEnd(20)}${title}`),
    '',
    'Files of event cameras:',
    ...files.map(({ id, title }) => `  ${id.padEnd(20)}${title}`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
