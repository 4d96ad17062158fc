/**
 * A process's side of the conversation with the harness: it says which process it is, is given its
 * part (what will go wrong in it, and what is watched), and asks before it writes in a watched folder.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { connect } from 'node:net';
import { basename } from 'node:path';

/** The calls as they are now, before they are wrapped: notes are not the process's own. */
const now = { openSync, writeSync, closeSync };

const socket = connect(process.env.MOTIFSMITH_CRASH_SOCKET);
const waiting = new Map();
let sent = 0;
let received = '';

socket.setEncoding('utf8').on('data', (text) => {
  const lines = (received + text).split('\n');
  received = lines.pop();
  for (const line of lines) {
    const { id, ...answer } = JSON.parse(line);
    waiting.get(id)(answer);
    waiting.delete(id);
    // Only an open question keeps the process alive.
    if (waiting.size === 0) socket.unref();
  }
});
// The harness has gone, and with it all interest in this process.
socket.on('error', () => process.exit(99)).on('close', () => process.exit(99));

function ask(question) {
  return new Promise((resolve) => {
    const id = sent++;
    waiting.set(id, resolve);
    socket.ref();
    socket.write(`${JSON.stringify({ id, ...question })}\n`);
  });
}

const [, program = '', command = ''] = process.argv;
export const role = program.endsWith('main.js') ? command : basename(program, '.js');

/** What the harness has in store for this process; see `Part` in `witness.ts`. */
export const part = await ask({ ask: 'part', pid: process.pid, role });

/** Returns when the harness knows that this process writes in `domain`. */
export const enter = (domain) => ask({ ask: 'enter', domain });
/** Returns when the harness knows that this process no longer does. */
export const leave = (domain) => ask({ ask: 'leave', domain });

/** Appends a line to a file of the harness; it is there even if the process dies right after. */
export function note(file, value) {
  const descriptor = now.openSync(file, 'a');
  now.writeSync(descriptor, `${JSON.stringify(value)}\n`);
  now.closeSync(descriptor);
}
