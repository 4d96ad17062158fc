/**
 * Every failure becomes one JSON reply with a fitting status; no internals, such as a stack, are ever
 * sent.
 */
import { type ErrorDetails, type ErrorKind, MotifsmithError } from '../../core/errors.ts';
import type { ApiError } from '../api/protocol.ts';

const STATUS = {
  badRequest: 400,
  token: 401,
  forbidden: 403,
  notFound: 404,
  method: 405,
  conflict: 409,
  tooLarge: 413,
  longAddress: 414,
  contentType: 415,
  tooMany: 429,
  busy: 503,
} as const;

export type RefusalKind = keyof typeof STATUS;

export function isRefusalKind(kind: string): kind is RefusalKind {
  return Object.hasOwn(STATUS, kind);
}

/** A request that the server turns down; `message` is one sentence. */
export class Refusal extends Error {
  readonly kind: RefusalKind;
  readonly where: string | null;
  readonly remedy: string | null;

  constructor(kind: RefusalKind, message: string, { where, remedy }: ErrorDetails = {}) {
    super(message);
    this.name = 'Refusal';
    this.kind = kind;
    this.where = where ?? null;
    this.remedy = remedy ?? null;
  }
}

const STATUS_OF_ERROR: Readonly<Record<ErrorKind, number>> = {
  checkFailed: 400,
  usage: 400,
  data: 404,
  artifact: 422,
  numerical: 500,
  inputOutput: 503,
  internal: 500,
  incomplete: 500,
  interrupted: 503,
};

/** A failure in one line: what is wrong, where, and what to do about it. */
export function inOneLine(error: unknown): string {
  const { message, where, remedy } = error as Partial<MotifsmithError>;
  return `${message ?? String(error)}${where ? ` (${where})` : ''}${remedy ? ` ${remedy}` : ''}`;
}

export interface ErrorReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ApiError;
}

/** The reply to a request that failed. */
export function errorReply(error: unknown): ErrorReply {
  if (error instanceof Refusal) {
    const { kind, message, where, remedy } = error;
    return {
      status: STATUS[kind],
      headers: HEADERS[kind] ?? {},
      body: { error: { kind, message, where, remedy } },
    };
  }
  if (error instanceof MotifsmithError && error.kind !== 'internal') {
    const { kind, message, where = null, remedy = null } = error;
    return {
      status: STATUS_OF_ERROR[kind],
      headers: {},
      body: { error: { kind, message, where, remedy } },
    };
  }
  return {
    status: 500,
    headers: {},
    body: {
      error: {
        kind: 'internal',
        message: 'The studio failed on this request; this is a defect.',
        where: null,
        remedy: 'The terminal in which the studio runs says more.',
      },
    },
  };
}

const HEADERS: { readonly [Kind in RefusalKind]?: Readonly<Record<string, string>> } = {
  token: { 'WWW-Authenticate': 'MotifsmithToken' },
  method: { Allow: 'GET, POST' },
  tooMany: { 'Retry-After': '1' },
  busy: { 'Retry-After': '10' },
  // The rest of the body is not read.
  tooLarge: { Connection: 'close' },
};
