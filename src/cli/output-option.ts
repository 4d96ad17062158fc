/** `--out` and `--output` mean the same in every command, whichever of them its help shows. */
import { type Command, Option } from 'commander';

const NAMES = ['out', 'output'];

/** Lets a command, and those below it, take either name of the option that says where to write. */
export function acceptEitherOutput(command: Command): void {
  const has = (name: string) => command.options.some(({ long }) => long === `--${name}`);
  const shown = NAMES.find(has);
  if (shown !== undefined) {
    for (const other of NAMES.filter((name) => !has(name))) {
      command.addOption(new Option(`--${other} <path>`).hideHelp());
      command.on(`option:${other}`, (path: string) => {
        command.setOptionValueWithSource(shown, path, 'cli');
      });
    }
  }
  command.commands.forEach(acceptEitherOutput);
}
