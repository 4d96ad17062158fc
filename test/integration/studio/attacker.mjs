/**
 * A program that is not the user's: `node attacker.mjs PORT`. It gathers all that it can get of a studio at
 * a port, as another user or in a container, and prints it as JSON.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { dirname } from 'node:path';

const port = Number(process.argv[2]);

function attempt(action) {
  try {
    return String(action());
  } catch (error) {
    return `refused: ${error.code ?? error.message}`;
  }
}

const args = attempt(() => execFileSync('ps', ['-e', '-ww', '-o', 'args'], { encoding: 'utf8' }));
const processes = attempt(() => readdirSync('/proc').join(' '))
  .split(' ')
  .filter((name) => /^\d+$/.test(name));
const environments = processes.map((pid) => attempt(() => readFileSync(`/proc/${pid}/environ`)));

// The names of the files that others were started with are there to be seen.
const files = {};
for (const [path] of args.matchAll(/\/[^\s"']*(motifsmith-studio|open\.html)[^\s"']*/g)) {
  files[path] = attempt(() => readFileSync(path, 'utf8'));
  files[dirname(path)] = attempt(() => readdirSync(dirname(path)));
}

function ask(path, { method = 'GET', headers = {}, body } = {}) {
  return new Promise((resolve) => {
    const outgoing = request({ host: '127.0.0.1', port, path, method, headers, timeout: 5000 });
    outgoing.on('error', (error) => resolve(`refused: ${error.code}`));
    outgoing.on('timeout', () => outgoing.destroy());
    outgoing.on('response', (incoming) => {
      let text = '';
      incoming.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      incoming.on('close', () => resolve(`${incoming.statusCode} ${text}`));
    });
    outgoing.end(body);
  });
}

const replies = {};
const json = { 'Content-Type': 'application/json' };
const run = JSON.stringify({ preset: 'demo', command: 'search', seed: 1 });
for (const path of ['/api/runs', '/api/stream', '/api/presets', '/api/runs/confidential/record']) {
  replies[path] = await ask(path);
}
replies.start = await ask('/api/runs', { method: 'POST', headers: json, body: run });
replies.session = await ask('/api/session', { method: 'POST', headers: json });
replies.guess = await ask('/api/runs', { headers: { 'X-Motifsmith-Token': 'A'.repeat(43) } });

console.log(JSON.stringify({ user: process.getuid(), args, environments, files, replies }));
