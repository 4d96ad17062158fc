/**
 * Plays the user of a studio: opens one, starts a run if there is none, resumes it whenever it has
 * ended early, and closes the studio when the run has finished. Ends as the studio ends.
 */
import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';

/** No run here takes this long, unless it never ends. */
const PATIENCE_MS = 120_000;

const studio = spawn(process.execPath, [process.env.MOTIFSMITH_CRASH_MAIN, 'studio', '--no-open'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const ended = new Promise((resolve) => {
  studio.on('close', (code, signal) => resolve({ code, signal }));
});
/** Null for that of the studio. */
let exitCode = null;
void ended.then(({ code, signal }) => {
  if (signal !== null) {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  } else process.exit(exitCode ?? code);
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  // The studio gets it too; how it ends decides.
  process.on(signal, () => {});
}

// A studio that is gone answers nothing; how it ended decides.
process.on('uncaughtException', (error) => {
  if (error.name !== 'TypeError' || error.message !== 'fetch failed') throw error;
});

const address = await new Promise((resolve) => {
  let shown = '';
  studio.stdout.setEncoding('utf8').on('data', (text) => {
    shown += text;
    const found = /http:\/\/\S+/.exec(shown)?.[0];
    if (found !== undefined) resolve(new URL(found));
  });
});
const token = new URLSearchParams(address.hash.slice(1)).get('token');
const headers = { 'X-Motifsmith-Token': token, 'Content-Type': 'application/json' };

/** Starts or resumes a run; on a broken disk, a user closes the studio and opens it again. */
async function change(path, body) {
  const reply = await fetch(new URL(path, address.origin), {
    ...{ method: 'POST', headers, body: JSON.stringify(body) },
  });
  if (reply.ok) return;
  const { error } = await reply.json();
  // The run may have been started or have ended a moment ago.
  if (['busy', 'conflict', 'notFound'].includes(error.kind)) return;
  process.stderr.write(error.message);
  exitCode = 6;
  await close();
}

async function close() {
  studio.kill('SIGTERM');
  await ended;
}

const request = {
  config: JSON.parse(process.env.MOTIFSMITH_CRASH_CONFIG),
  command: 'search',
  seed: 1,
};
const deadline = performance.now() + PATIENCE_MS;
while (performance.now() < deadline) {
  const { runs } = await (await fetch(new URL('/api/runs', address.origin), { headers })).json();
  // Those that ended before they had a record are listed until the studio is closed.
  const recorded = runs.filter(({ dataset }) => dataset !== '');
  if (!runs.some(({ state }) => state === 'running')) {
    const early = recorded.find(({ state }) => state !== 'finished');
    if (early === undefined && recorded.length > 0) {
      exitCode = 0;
      await close();
    }
    const path = early ? `/api/runs/${encodeURIComponent(early.id)}/resume` : '/api/runs';
    await change(path, early ? {} : request);
  }
  await pause(50);
}
process.stderr.write('The run never finished.\n');
studio.kill('SIGKILL');
