/** Command lines in documents are accepted by the command line of the package. */
import { type Command, CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../src/cli/program.ts';
import { documents, readDocument } from './markdown.ts';

/** Command lines among some lines of shell code, without comments and redirections. */
function commandLines(lines: readonly string[]): string[] {
  return lines
    .map((line) => line.trim())
    .filter((line) => /(?:^|=\S* )(?:npx )?motifsmith /.test(line) && !line.includes('…'))
    .map((line) => line.replace(/^npx /, ''));
}

/** The words of a line, as a shell would separate them. */
function words(line: string): string[] {
  return [...line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double),
  );
}

/** Has the line parsed by a program whose commands do nothing. @throws CommanderError */
async function parse(line: string): Promise<void> {
  const silence = (command: Command): void => {
    const acts = command.commands.length === 0 || command.registeredArguments.length > 0;
    if (acts) command.action(() => {});
    command.configureOutput({ writeOut: () => {}, writeErr: () => {} });
    command.commands.forEach(silence);
  };
  const program = await buildProgram();
  silence(program);
  const [, ...parameters] = words(line);
  await program.parseAsync(parameters, { from: 'user' });
}

/** A mention within a sentence may leave out what the command requires. */
const INCOMPLETE = ['commander.missingArgument', 'commander.missingMandatoryOptionValue'];

async function parseMention(line: string): Promise<void> {
  try {
    await parse(line);
  } catch (error) {
    if (!(error instanceof CommanderError && INCOMPLETE.includes(error.code))) throw error;
  }
}

const found = documents
  .map((file) => {
    const { codeBlocks, codeSpans } = readDocument(file);
    const lines = codeBlocks
      .filter(({ language }) => language === 'sh')
      .flatMap(({ text }) => text.split('\n'));
    return { file, shown: commandLines(lines), mentioned: commandLines(codeSpans) };
  })
  .filter(({ shown, mentioned }) => shown.length + mentioned.length > 0);

/**
 * Why a line would mean something else in bash, PowerShell or cmd, or null: quotes that only some know, what
 * is expanded or redirected, and commas, which make a list in PowerShell.
 */
function unportable(line: string): string | null {
  if (line.includes("'")) return 'single quotes';
  if (!/^(?:npx )?motifsmith /.test(line)) return 'variables';
  const bare = line.replaceAll(/"[^"$`]*"/g, '');
  return /[\\,*?<>|&;$(){}#`"]/.exec(bare)?.[0] ?? null;
}

describe.each(found)('$file', ({ shown, mentioned }) => {
  it('has lines that any shell takes', () => {
    const lines = [...shown, ...mentioned].map((line) => [line, unportable(line)]);
    expect(lines.filter(([, problem]) => problem !== null)).toEqual([]);
  });

  it.each(shown)('%s', (line) => parse(line));
  it.each(mentioned)('mentions %s', (line) => parseMention(line));
});

/** The examples of all commands' help. */
async function helpLines(): Promise<string[]> {
  let text = '';
  const collect = (command: Command): void => {
    command.configureOutput({ writeOut: (part) => (text += part) });
    command.outputHelp();
    command.commands.forEach(collect);
  };
  collect(await buildProgram());
  return text.split('\n').filter((line) => /^ {2}motifsmith \w/.test(line));
}

it('has examples in its help that it accepts itself, in any shell', async () => {
  const lines = (await helpLines()).map((line) => line.trim().replace(/\s{2,}.*$/, ''));
  expect(lines.length).toBeGreaterThan(25);
  expect(lines.filter((line) => unportable(line) !== null)).toEqual([]);
  for (const line of lines) await parse(line);
});

it('refuses an option that does not exist', async () => {
  await expect(parseMention('motifsmith search demo --sed 3')).rejects.toThrow('--seed');
});
