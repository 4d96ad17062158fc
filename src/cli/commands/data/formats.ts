/** `data formats`: formats that can be read, and synthetic tasks. */
import { EVENT_FORMATS } from '../../../data/cameras/registry.ts';
import { SET_FORMATS } from '../../../data/sources/registry.ts';
import { SYNTHETIC_TASKS } from '../../../data/sources/synthetic/index.ts';
import { print, printJson } from '../../output.ts';

const line = (name: string, text: string): string => `  ${name.padEnd(20)}${text}`;

export function formatsCommand({ json }: { readonly json?: boolean }): void {
  if (json) {
    const document = {
      sets: SET_FORMATS.map(({ id, title }) => ({ id, title })),
      files: EVENT_FORMATS.map(({ id, title, extensions }) => ({ id, title, extensions })),
      tasks: SYNTHETIC_TASKS.map(({ id, summary, options }) => ({ id, summary, options })),
    };
    printJson(document);
    return;
  }
  const lines = [
    'Data sets (--format, data.format):',
    ...SET_FORMATS.map(({ id, title }) => line(id, title)),
    '',
    'Event-camera files:',
    ...EVENT_FORMATS.map(({ id, title }) => line(id, title)),
    '',
    'Synthetic tasks (data generate, data.task), with their options and defaults:',
    ...SYNTHETIC_TASKS.flatMap(({ id, summary, options }) => [
      line(id, summary),
      ...Object.entries(options).map(([name, { default: usual, about }]) =>
        line('', `${name} ${usual}: ${about}`),
      ),
    ]),
  ];
  print(`${lines.join('\n')}\n`);
}
