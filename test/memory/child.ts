/** Reads one input, in a process of its own, and sends the most memory that the process has had. */
import { readFileSync } from 'node:fs';
import { READERS } from './readers.ts';

const [id, file] = process.argv.slice(2) as [string, string];
const bytes = new Uint8Array(readFileSync(file));
// Without an input, what the modules take: what is measured is the difference.
const held =
  bytes.length === 0 ? null : await READERS.find((reader) => reader.id === id)!.read(bytes);
const peak = 1024 * process.resourceUsage().maxRSS;
process.send!({ peak, held: held !== null }, () => process.disconnect());
