/** Whatever a command calls the option that says where to write, the other name does as well. */
import type { Command } from 'commander';
import { expect, it } from 'vitest';
import { buildProgram } from '../../src/cli/program.ts';

const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)];

it('takes --out for --output, and --output for --out, and shows one of them', async () => {
  const commands = all(await buildProgram()).filter(({ options }) =>
    options.some(({ long }) => long === '--out' || long === '--output'),
  );
  expect(commands.length).toBeGreaterThan(10);
  for (const command of commands) {
    const shown = command.options.filter(
      ({ long, hidden }) => !hidden && /^--out(put)?$/.test(long!),
    );
    expect(shown, command.name()).toHaveLength(1);
    const name = shown[0]!.attributeName();
    for (const flag of ['--out', '--output']) {
      command.setOptionValue(name, undefined);
      command.parseOptions([flag, 'a folder']);
      expect(command.getOptionValue(name), `${command.name()} ${flag}`).toBe('a folder');
    }
  }
});
