/** `studio`: starts the studio's server, shows its page in the browser, and closes it cleanly. */
import { once } from 'node:events';
import { existsSync, fstatSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MotifsmithError } from '../../core/errors.ts';
import { ensureFolder } from '../../files/folders.ts';
import { exists } from '../../files/read.ts';
import { RUN_FILES } from '../../run/schema/run-files.ts';
import { type RedirectFile, writeRedirectFile } from '../../studio/server/redirect-file.ts';
import { openStudio, type Studio } from '../../studio/server/server.ts';
import { note, print } from '../output.ts';
import { listenForStop } from '../stop-requests.ts';

const DEFAULT_FOLDER = 'runs';
const DEFAULT_PORT = 7878;
/** Ports to try, starting with the default. */
const TRIES = 20;

export interface StudioCommandOptions {
  readonly port?: number;
  /** Runs at a time. */
  readonly jobs?: number;
  readonly open: boolean;
  /** Folders in which data may be looked for besides the current one. */
  readonly dataRoot?: readonly string[];
}

const say = (text: string): void => print(`${text}\n`);

/** Returns after a signal has closed the studio. */
export async function studioCommand(
  folder: string | undefined,
  { port, jobs, open, dataRoot = [] }: StudioCommandOptions,
): Promise<void> {
  const runs = await runsFolder(folder);
  let studio: Studio | null = null;
  const { signal } = listenForStop({ asked: () => {}, quit: () => studio?.kill() });
  let file: RedirectFile | null = null;
  try {
    studio = await openStudio({
      runs,
      dataRoots: ['.', ...dataRoot],
      port: port ?? DEFAULT_PORT,
      tries: port === undefined ? TRIES : 1,
      // Runs are started with the same program and the same options of Node.
      program: [process.execPath, ...process.execArgv, process.argv[1]!],
      page: join(import.meta.dirname, '../../../dist/studio/page'),
      limits: jobs === undefined ? {} : { jobs },
      onDefect: (error) => {
        const text = error instanceof Error ? String(error.stack) : String(error);
        note('A request failed because of a bug in the studio:');
        text.split('\n').forEach(note);
      },
    });
    say(`Studio showing the runs in ${runs}`);
    const shown = open && studio.pageBuilt;
    if (isReadByOthers(process.stdout.fd)) {
      file = await writeRedirectFile(studio.url, homedir());
      say(`  ${pathToFileURL(file.path).href}`);
      say('This file leads to its address, which is a secret: other users can read this output.');
    } else {
      say(`  ${studio.url}`);
      if (shown) file = await temporaryRedirectFile(studio);
    }
    process.once('exit', () => file?.remove());
    if (!studio.pageBuilt)
      say('The page has not been built, so only the API works. Run: npm run build');
    say('Press Ctrl-C to close it.');
    if (file !== null && shown) await showPage(file);
    if (!signal.aborted) await once(signal, 'abort');
    await close(studio);
  } catch (error) {
    await studio?.close();
    throw error;
  } finally {
    file?.remove();
  }
}

/** @throws MotifsmithError `usage` if it is not a folder, or is itself a run */
async function runsFolder(given: string | undefined): Promise<string> {
  // Before the first run the default folder may not exist yet; a folder that was named must.
  if (given === undefined) await ensureFolder(DEFAULT_FOLDER);
  const folder = given ?? DEFAULT_FOLDER;
  const found = await stat(folder).catch(() => null);
  const usage = (message: string, remedy: string): MotifsmithError =>
    new MotifsmithError('usage', message, { where: folder, remedy });
  if (!found?.isDirectory()) {
    throw usage('There is no such folder.', 'Give the folder that holds the run directories.');
  }
  if (await exists(join(folder, RUN_FILES.config))) {
    throw usage('This is a run directory.', 'Give the folder that holds it.');
  }
  return folder;
}

/** Whether the output goes to a file, such as a log, that other users of this machine can read. */
function isReadByOthers(descriptor: number): boolean {
  const found = fstatSync(descriptor);
  return process.platform !== 'win32' && found.isFile() && (found.mode & 0o044) !== 0;
}

/** Removed once it has been used. Null, with the reason on the screen, if there can be none. */
async function temporaryRedirectFile(studio: Studio): Promise<RedirectFile | null> {
  try {
    const { url, used } = studio.invite();
    const file = await writeRedirectFile(url, homedir());
    void used.then(file.remove);
    return file;
  } catch (error) {
    if (!(error instanceof MotifsmithError)) throw error;
    say(`${error.message} Open the address yourself.`);
    return null;
  }
}

/** There may be no desktop, or no browser; the address is on the screen in any case. */
async function showPage({ path }: RedirectFile): Promise<void> {
  const { default: openInBrowser } = await import('open');
  const failed = () => {
    // A browser that was opened, and closed since, may have complained too.
    if (existsSync(path)) say('No browser could be opened: open the address yourself.');
  };
  const helper = await openInBrowser(path).catch(() => null);
  if (helper === null) failed();
  else helper.on('error', failed).on('exit', (code) => code && failed());
}

async function close(studio: Studio): Promise<void> {
  const working = studio.working();
  if (working > 0) {
    const runs = working === 1 ? 'One run is' : `${working} runs are`;
    say(
      `\n${runs} stopping after the current batch and saving. Press Ctrl-C again to quit at once.`,
    );
  }
  await studio.close();
  say('The studio is closed.');
}
