/** A failure as the page shows it: what went wrong, where, and what to do about it. */
import { MotifsmithError } from '../../../core/errors.ts';
import type { DamagedLine } from '../../api/record.ts';

export interface ProblemDetails {
  readonly where?: string | undefined;
  readonly remedy?: string | undefined;
  /** Status of the reply; null where none came. */
  readonly status?: number | null;
}

/** Statuses of replies that the page distinguishes. */
const NOT_FOUND = 404;
const DAMAGED = 422;
const CONFLICT = 409;

/** A failure in the words of the code that found it. */
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

  /** Whether what was requested does not exist. */
  get missing(): boolean {
    return this.status === NOT_FOUND;
  }

  /** Whether a file of the run is damaged. */
  get damaged(): boolean {
    return this.status === DAMAGED;
  }

  /** Whether somebody else was quicker. */
  get conflict(): boolean {
    return this.status === CONFLICT;
  }

  /** Whether the server did not answer. */
  get offline(): boolean {
    return this.status === null && this.where === OFFLINE;
  }
}

const OFFLINE = 'the connection to the server';

export function offline(): Problem {
  return new Problem('The studio’s server does not answer.', {
    where: OFFLINE,
    remedy: 'Start it with `motifsmith studio`; this page continues by itself once it is running.',
  });
}

/** A line of a run's record that holds no valid event. */
export function damagedLine({ message, where, remedy }: DamagedLine): Problem {
  return new Problem(message, { where, remedy, status: DAMAGED });
}

/** Any failure in the form that is shown. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof MotifsmithError) return new Problem(error.message, error);
  return new Problem(error instanceof Error ? error.message : String(error), {
    remedy: 'This is a defect of Motifsmith: please report it with this message.',
  });
}
