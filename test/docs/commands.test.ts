/** Command lines in documents are accepted by the command line of the package. */
import { type Command, CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../src/cli/program.ts';
import { documents, readDocument } from './markdown.ts';

/** Command lines among some lines of shell code, without comments and redirections. */
function commandLines(lines: readonly string[]): string[] {
  return lines
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter((line) => /^(?:npx )?motifsmith /.test(line) && !line.includes('…'))
    .map((line) => line.replace(/^npx /, '').replace(/ > \S+$/, ''));
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
    if (command.commands.length === 0) command.action(() => {});
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
      .flatMap(({ text }) => text.replaceAll(/\\\n\s*/g, '').split('\n'));
    return { file, shown: commandLines(lines), mentioned: commandLines(codeSpans) };
  })
  .filter(({ shown, mentioned }) => shown.length + mentioned.length > 0);

describe.each(found)('$file', ({ shown, mentioned }) => {
  it.each(shown)('%s', (line) => parse(line));
  it.each(mentioned)('mentions %s', (line) => parseMention(line));
});

it('refuses an option that does not exist', async () => {
  await expect(parseMention('motifsmith search demo --sed 3')).rejects.toThrow('--seed');
});
