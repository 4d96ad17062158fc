/** `card`: a trained network as a model card of the Hugging Face Hub. */
import { writeCard } from '../../report/card/card-file.ts';
import { print, printJson } from '../output.ts';

export interface CardCommandOptions {
  readonly member?: string;
  readonly out?: string;
  readonly license: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

export async function cardCommand(
  directory: string,
  { member, out, license, force, json }: CardCommandOptions,
): Promise<void> {
  const file = await writeCard({
    directory,
    member: member ?? null,
    out: out ?? null,
    license,
    force: force ?? false,
  });
  if (json) printJson({ format: 'motifsmith-card', formatVersion: 1, file });
  else print(`${file}\n`);
}
