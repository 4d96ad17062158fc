/** Reads what a server sent, strictly: anything that is not HTTP/1.1 to the letter is named. */

export interface Reply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

export interface Received {
  /** Complete replies, in order; those that only said `continue` are left out. */
  readonly replies: readonly Reply[];
  /** Whether the last of them goes on without end, as event streams do. */
  readonly endless: boolean;
  /** What is wrong, or null. */
  readonly problem: string | null;
  /** Bytes after the last complete reply: one that is still being sent. */
  readonly rest: number;
}

const STATUS = /^HTTP\/1\.1 (\d{3}) [^\r\n]*$/;
const HEADER = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+): ?([^\r\n\0]*)$/;

/**
 * @param bytes one character for each byte
 * @param heads whether the requests were HEAD requests, the replies to which have no body
 */
export function readReplies(bytes: string, heads: boolean): Received {
  const replies: Reply[] = [];
  let at = 0;
  const received = (more: Partial<Received> = {}): Received => ({
    ...{ replies, endless: false, problem: null, rest: bytes.length - at },
    ...more,
  });
  while (at < bytes.length) {
    const end = bytes.indexOf('\r\n\r\n', at);
    if (end < 0) return received();
    const [first, ...lines] = bytes.slice(at, end).split('\r\n');
    const status = Number(STATUS.exec(first!)?.[1]);
    if (Number.isNaN(status)) return received({ problem: `no status line: ${first}` });
    const headers = new Map<string, string>();
    for (const line of lines) {
      const [, name, value] = HEADER.exec(line) ?? [];
      if (name === undefined) return received({ problem: `no header: ${line}` });
      headers.set(name.toLowerCase(), value!);
    }
    const begin = end + 4;
    if (status === 100) {
      at = begin;
      continue;
    }
    const body = bodyAt(bytes, begin, status, headers, heads);
    if (body === null) {
      const endless = headers.get('content-type') === 'text/event-stream';
      if (endless) replies.push({ status, headers, body: '' });
      return received({ endless });
    }
    if (typeof body === 'string') return received({ problem: body });
    replies.push({ status, headers, body: body.text });
    at = body.end;
  }
  return received();
}

/** @returns null if it is not complete yet, or what is wrong with it */
function bodyAt(
  bytes: string,
  begin: number,
  status: number,
  headers: ReadonlyMap<string, string>,
  heads: boolean,
): { readonly text: string; readonly end: number } | string | null {
  if (heads || status === 204 || status === 304) return { text: '', end: begin };
  const length = headers.get('content-length');
  if (length !== undefined) {
    if (!/^\d+$/.test(length)) return `a length of ${length}`;
    const end = begin + Number(length);
    return end > bytes.length ? null : { text: bytes.slice(begin, end), end };
  }
  if (headers.get('transfer-encoding') !== 'chunked') {
    // Replies of Node itself to what is no HTTP have no body.
    return headers.get('connection') === 'close'
      ? { text: bytes.slice(begin), end: bytes.length }
      : 'no length';
  }
  let text = '';
  for (let at = begin; ; ) {
    const line = bytes.indexOf('\r\n', at);
    if (line < 0) return null;
    const size = Number.parseInt(bytes.slice(at, line), 16);
    if (!/^[0-9a-f]+$/i.test(bytes.slice(at, line))) return 'a chunk without size';
    const end = line + 2 + size;
    if (end + 2 > bytes.length) return null;
    if (bytes.slice(end, end + 2) !== '\r\n') return 'a chunk without end';
    if (size === 0) return { text, end: end + 2 };
    text += bytes.slice(line + 2, end);
    at = end + 2;
  }
}
