/** What may come next in a line, for the scripts of `motifsmith completion`. */
import type { Command, Option } from 'commander';
import { PRESET_NAMES } from '../../config/presets/presets.ts';
import { printPainted } from '../output.ts';

/** What the scripts are to do where nothing is offered: complete names of files, or nothing. */
const FILES = ':0';
const NO_FILES = ':4';

interface Candidate {
  readonly value: string;
  readonly about: string;
}

const plain = (values: readonly string[] = []): Candidate[] =>
  values.map((value) => ({ value, about: '' }));

/** What a line without its last word asks for: an argument of a command, or the value of an option. */
function placeAfter(program: Command, words: readonly string[]) {
  let command = program;
  let given = 0;
  let option: Option | undefined;
  for (const word of words) {
    if (option !== undefined) option = undefined;
    else if (word.startsWith('-')) {
      const found = command.options.find(({ long, short }) => word === long || word === short);
      if (found?.required) option = found;
    } else {
      const next = command.commands.find((each) => each.name() === word);
      if (next === undefined) given += 1;
      else [command, given] = [next, 0];
    }
  }
  return { command, given, option };
}

function candidates(program: Command, words: readonly string[], last: string): Candidate[] {
  const { command, given, option } = placeAfter(program, words);
  const help = program.createHelp();
  if (option !== undefined) return plain(option.argChoices);
  if (last.startsWith('-')) {
    const options = help.visibleOptions(command);
    return options.map(({ long, description }) => ({ value: long!, about: description }));
  }
  const commands = help
    .visibleCommands(command)
    .map((each) => ({ value: each.name(), about: each.description() }));
  const argument = command.registeredArguments[given];
  const presets = argument?.name().startsWith('preset|') ? PRESET_NAMES : [];
  return [...commands, ...plain(argument?.argChoices), ...plain(presets)];
}

/** @param words of the line after `motifsmith`; the last is the one to complete, perhaps empty */
export function completeCommand(program: Command, words: readonly string[]): void {
  const last = words.at(-1) ?? '';
  const found = candidates(program, words.slice(0, -1), last).filter(({ value }) =>
    value.startsWith(last),
  );
  const lines = found.map(({ value, about }) => `${value}\t${about}`);
  printPainted([...lines, found.length > 0 ? NO_FILES : FILES, ''].join('\n'));
}
