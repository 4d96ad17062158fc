/**
 * A process that locks folders. Forked, it does as it is told by messages: `{ folder, holdMs }` locks a folder,
 * opens the file `witness` there, which must not exist, and gives both back. Started with a folder as its
 * argument, it locks that and keeps it until it is killed, or says why it cannot.
 */
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { MotifsmithError } from '../../../src/core/errors.ts';
import { lockFolder } from '../../../src/run/lock/lock.ts';

export type Answer = 'held' | 'refused' | `fault: ${string}`;

async function contend(folder: string, holdMs: number): Promise<Answer> {
  const lock = await lockFolder(folder).catch((error: unknown) => {
    if (error instanceof MotifsmithError && /is working/.test(error.message)) return null;
    throw error;
  });
  if (lock === null) return 'refused';
  const witness = join(folder, 'witness');
  await (await open(witness, 'wx')).close();
  await pause(holdMs);
  await lock.requireOwn();
  await rm(witness);
  await lock.release();
  return 'held';
}

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.on('message', ({ folder, holdMs }: { folder: string; holdMs: number }) => {
    contend(folder, holdMs).then(
      (answer) => process.send!({ folder, answer }),
      (error: unknown) => process.send!({ folder, answer: `fault: ${String(error)}` }),
    );
  });
  process.on('disconnect', () => process.exit(0));
  process.send!('ready');
} else {
  try {
    await lockFolder(folder, { onWait: ({ message }) => process.stdout.write(`${message}\n`) });
    process.stdout.write('locked\n');
    setInterval(() => {}, 1000);
  } catch (error) {
    process.stdout.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = error instanceof MotifsmithError ? error.exitCode : 70;
  }
}
