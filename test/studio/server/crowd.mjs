/**
 * A crowd of connections to a port of this machine, `node crowd.mjs PORT COUNT`: some say nothing, some
 * send the lines of a request one by one and never end it, some ask for streams and some for the page. Each that is closed is opened again. Prints how many have been opened, once a line.
 */
import { connect } from 'node:net';

const [port, count] = process.argv.slice(2).map(Number);
const get = (path) => `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n`;
const KINDS = [
  () => {},
  (socket) => {
    socket.write(get('/api/runs'));
    const timer = setInterval(() => socket.write('X-Slow: 1\r\n'), 100);
    socket.on('close', () => clearInterval(timer));
  },
  (socket) => socket.write(`${get('/api/stream')}\r\n`),
  (socket) => socket.write(`${get('/')}\r\n`),
];

let opened = 0;
function open(kind) {
  const socket = connect(port, '127.0.0.1');
  socket.on('connect', () => {
    opened += 1;
    KINDS[kind](socket);
  });
  socket.on('error', () => {}).resume();
  // At once would be a test of how fast this machine opens connections.
  socket.on('close', () => setTimeout(() => open(kind), 50));
}
for (let k = 0; k < count; k++) open(k % KINDS.length);
setInterval(() => process.stdout.write(`${opened}\n`), 100);
