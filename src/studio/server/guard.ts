/**
 * Checks a request before anything else does. A page of any web site and any program on this machine can
 * send requests here; these checks make sure that only the studio's own page is answered, and that
 * nothing malformed reaches the rest.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { Bucket } from './bucket.ts';
import type { Limits } from './limits.ts';
import { Refusal } from './refusal.ts';

/** What is checked of a request, as it came over the wire. */
export interface RawRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** All Host headers; `headers` has only the first of several. */
  readonly hosts: readonly string[];
}

/** Headers of every reply. The first two let the page share memory between its threads. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Content-Security-Policy': [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self' blob:",
    "img-src 'self' data: blob:",
    'media-src blob:',
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

export class Guard {
  readonly #hosts: readonly string[];
  readonly #limits: Limits;
  readonly #bucket: Bucket;

  constructor(port: number, limits: Limits) {
    this.#hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
    this.#limits = limits;
    this.#bucket = new Bucket(limits);
  }

  /**
   * @param counted whether it counts towards the session's requests
   * @throws Refusal unless the request may proceed
   */
  check({ method, url, headers, hosts }: RawRequest, counted: boolean): void {
    this.#checkSender(method, headers, hosts);
    // Strangers are not counted: they have one request per connection, and few connections.
    if (counted && !this.#bucket.take()) {
      throw new Refusal('tooMany', 'Too many requests in too short a time.', {
        remedy: `Wait; ${this.#limits.perSecond} per second are answered.`,
      });
    }
    if (method !== 'GET' && method !== 'POST') {
      throw new Refusal('method', `${method} is not answered here.`, {
        remedy: 'Use GET or POST.',
      });
    }
    if (url.length > this.#limits.urlLength) {
      throw new Refusal('longAddress', `The address has ${url.length} characters.`, {
        remedy: `At most ${this.#limits.urlLength} are accepted.`,
      });
    }
    checkPath(url);
    if (method === 'POST') this.#checkChange(headers);
  }

  /**
   * Host has the name under which the server was called, and only a page that was loaded under that
   * name is its own: a foreign name that resolves to this machine (DNS rebinding) fails.
   */
  #checkSender(method: string, headers: IncomingHttpHeaders, hosts: readonly string[]): void {
    const host = hosts[0]?.toLowerCase() ?? '';
    if (hosts.length !== 1 || !this.#hosts.includes(host)) {
      throw new Refusal('forbidden', 'The studio is not known under this name.', {
        where: 'header Host',
        remedy: `Open http://${this.#hosts[0]}/.`,
      });
    }
    const { origin } = headers;
    if (origin !== undefined && origin.toLowerCase() !== `http://${host}`) {
      throw new Refusal('forbidden', 'The request comes from a page of another origin.', {
        where: 'header Origin',
        remedy: "Use the studio's own page.",
      });
    }
    // `same-site` is another port of this machine, which is not trusted either.
    const site = headers['sec-fetch-site'];
    if (
      site !== undefined &&
      site !== 'same-origin' &&
      site !== 'none' &&
      !isVisit(method, headers)
    ) {
      throw new Refusal('forbidden', 'The request was made by a page of another site.', {
        where: 'header Sec-Fetch-Site',
        remedy: `Type http://${host}/ into the browser, or follow the link in the terminal.`,
      });
    }
  }

  #checkChange(headers: IncomingHttpHeaders): void {
    // Pages of other origins cannot set this header without asking, and forms cannot set it at all.
    const type = headers['content-type']?.replace(/;.*/s, '').trim().toLowerCase();
    if (type !== 'application/json') {
      throw new Refusal('contentType', 'The body is not declared as JSON.', {
        where: 'header Content-Type',
        remedy: 'Send Content-Type: application/json.',
      });
    }
    const length = Number(headers['content-length'] ?? 0);
    if (!(length <= this.#limits.bodyBytes)) throw tooLarge(this.#limits);
  }
}

/**
 * Whether a link or a redirect leads the whole tab here, as the file does that opens the browser. The
 * page that it leads from learns nothing, and the tab has no session unless the address has its token.
 */
function isVisit(method: string, headers: IncomingHttpHeaders): boolean {
  return (
    method === 'GET' &&
    headers['sec-fetch-mode'] === 'navigate' &&
    headers['sec-fetch-dest'] === 'document'
  );
}

export function tooLarge({ bodyBytes }: Limits): Refusal {
  return new Refusal('tooLarge', 'The body of the request is too large.', {
    remedy: `At most ${bodyBytes} bytes are accepted.`,
  });
}

/** @throws Refusal for anything that different readers of a path could understand differently */
function checkPath(url: string): void {
  const [path] = url.split(/[?#]/, 1) as [string];
  const malformed = (why: string): Refusal =>
    new Refusal('badRequest', `The address ${why}.`, { remedy: 'Correct the address.' });
  if (!path.startsWith('/')) throw malformed('does not start with a slash');
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    throw malformed('is not encoded as UTF-8');
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f\u007f\\]/.test(decoded)) {
    throw malformed('holds a control character or a backslash');
  }
  if (decoded.split('/').some((part) => part === '.' || part === '..')) {
    throw malformed('goes up or around in folders');
  }
}
