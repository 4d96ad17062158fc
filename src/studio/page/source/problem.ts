/** A failure as the page shows it: what went wrong, where, and what to do about it. */
import { MotifsmithError } from '../../../core/errors.ts';

export interface ProblemDetails {
  readonly where?: string | undefined;
  readonly remedy?: string | undefined;
  /** Status of the reply; null where none came. */
  readonly status?: number | null;
}

/** A failure with the words of whoever found it. */
export class Problem extends Error {
  readonly where: string | undefined;
  readonly remedy: string | undefined;
  readonly status: number | null;

  constructor(message: string, { where, remedy, status = null }: ProblemDetails = {}) {
    super(message);
    this.name = 'Problem';
    this.where = where;
    this.remedy = remedy;
    this.status = status;
  }

  /** Whether what was asked for is not there. */
  get missing(): boolean {
    return this.status === 404;
  }

  /** Whether nobody answered. */
  get offline(): boolean {
    return this.status === null && this.where === OFFLINE;
  }
}

const OFFLINE = 'the connection to the server';

export function offline(): Problem {
  return new Problem('The studio’s server does not answer.', {
    where: OFFLINE,
    remedy: 'Start it with `motifsmith studio`; this page goes on by itself once it is there.',
  });
}

/** Any failure in the form that is shown. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof MotifsmithError) return new Problem(error.message, error);
  return new Problem(error instanceof Error ? error.message : String(error), {
    remedy: 'This is a defect of Motifsmith: please report it with these words.',
  });
}
