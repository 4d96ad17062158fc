/** What routes have in common: how a request is read, and how files and streams are sent. */
import { Readable } from 'node:stream';
import type { Context, HonoRequest } from 'hono';
import { MotifsmithError } from '../../core/errors.ts';
import { parseBody } from './body.ts';
import { EventChannel } from './event-channel.ts';
import { tooLarge } from './guard.ts';
import type { Limits } from './limits.ts';
import type { Env, Parts } from './parts.ts';
import type { OpenFile } from './paths.ts';
import { Refusal } from './refusal.ts';

export function noRoute(path: string): Refusal {
  return new Refusal('notFound', 'There is no such address.', {
    where: path,
    remedy: 'docs/studio.md lists them.',
  });
}

/** @throws MotifsmithError `usage` */
export function wholeNumber(name: string, text: string | undefined): number {
  if (text === undefined) return 0;
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new MotifsmithError('usage', `${JSON.stringify(text)} is not a whole number.`, {
    where: `query ${name}`,
    remedy: 'Give 0 or more.',
  });
}

export async function jsonBody({ raw }: HonoRequest, limits: Limits): Promise<unknown> {
  return parseBody(await readBody(raw, limits), limits);
}

/** @throws Refusal `tooLarge`, or `badRequest` if it ends early */
async function readBody({ body }: Request, limits: Limits): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body ?? []) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > limits.bodyBytes) throw tooLarge(limits);
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('badRequest', 'The body is incomplete.');
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** @param disposition what the file is called, and that it is to be kept */
export function download({ file, bytes }: OpenFile, disposition?: string): Response {
  const body = Readable.toWeb(file.createReadStream({ end: Math.max(0, bytes - 1) }));
  return new Response(body as ReadableStream, {
    headers: {
      'Content-Type': 'application/octet-stream',
      'Content-Length': String(bytes),
      ...(disposition && { 'Content-Disposition': disposition }),
    },
  });
}

/** Opens an event stream, if the limit allows it. @throws Refusal `busy` */
export function stream(
  context: Context<Env>,
  { channels, limits }: Parts,
  id: string | null,
  begin: (channel: EventChannel) => void,
): Response {
  if (channels.size >= limits.streams) {
    throw new Refusal('busy', `${limits.streams} streams are open already.`, {
      where: id ?? 'all runs',
      remedy: 'Close a page of the studio.',
    });
  }
  const { incoming } = context.env;
  const channel = new EventChannel(limits, () => incoming.socket.destroy());
  channels.add(channel);
  channel.signal.addEventListener('abort', () => channels.delete(channel));
  // The client may leave before it has read a byte, or while nothing is being written.
  incoming.socket.once('close', () => channel.end());
  begin(channel);
  return new Response(channel.body, {
    headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' },
  });
}
