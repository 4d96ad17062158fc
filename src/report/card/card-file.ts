/**
 * The file of a model card. Its last line has a hash of all others, so that a card is replaced by a newer one,
 * but never what somebody has written or edited.
 */
import { join } from 'node:path';
import { MotifsmithError } from '../../core/errors.ts';
import { exists, readArtifact } from '../../files/read.ts';
import { sha256 } from '../../files/sha256.ts';
import { chooseMember } from '../../run/members.ts';
import { writeOutput } from '../../run/output-file.ts';
import { readRunRecord } from '../../run/run-record.ts';
import { readStoredModel } from '../../run/stored-model.ts';
import { modelCard } from './model-card.ts';

const MARK = /<!-- motifsmith card ([0-9a-f]{64}) -->\n$/;
const encoder = new TextEncoder();

export interface CardRequest {
  /** Of a run. */
  readonly directory: string;
  /** Member of several, e.g. `seed-2`; null for the first. */
  readonly member: string | null;
  /** The file; null for `README.md` in the folder of the member. */
  readonly out: string | null;
  readonly license: string;
  /** Whether a file that is not an unchanged card is replaced. */
  readonly force: boolean;
}

/**
 * @returns the file
 * @throws MotifsmithError `usage` if somebody else's file is there, `artifact` if the run is unfinished or
 *   damaged, `inputOutput`
 */
export async function writeCard(request: CardRequest): Promise<string> {
  const { directory, license, force } = request;
  const record = await readRunRecord(directory);
  const { member, folder } = chooseMember(record, request.member, directory);
  const { model, summary } = await readStoredModel(join(directory, folder));
  const file = request.out ?? join(directory, folder, 'README.md');
  if (!force && (await exists(file)) && !(await isOwn(file))) {
    throw new MotifsmithError('usage', 'The file is there already, and is not an unchanged card.', {
      where: file,
      remedy: 'Name another one with --out, or replace it with --force.',
    });
  }
  const { architecture } = model;
  const text = `${modelCard({ record, member, summary, architecture, license })}\n`;
  await writeOutput(file, `${text}<!-- motifsmith card ${sha256(encoder.encode(text))} -->\n`);
  return file;
}

async function isOwn(file: string): Promise<boolean> {
  const text = new TextDecoder().decode(await readArtifact(file, 'model card'));
  const [mark, hash] = MARK.exec(text) ?? [];
  return mark !== undefined && hash === sha256(encoder.encode(text.slice(0, -mark.length)));
}
