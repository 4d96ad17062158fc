/**
 * The session: one for each start of the studio, which every request to the API must show. The token in
 * the address that the terminal shows lasts until the studio is closed. The browser that the studio opens
 * gets a code in its place, which can be exchanged for the token once, so that what browsers keep of
 * addresses that they have visited is worth nothing.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { TOKEN_HEADER } from '../api/protocol.ts';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const secret = (): string => randomBytes(32).toString('base64url');

/** Hashes have one length, so that comparing them takes the same time whatever was sent. */
const equal = (given: string, hash: Buffer): boolean => timingSafeEqual(digest(given), hash);

interface Invitation {
  readonly hash: Buffer;
  readonly accepted: () => void;
}

export class Session {
  readonly token = secret();
  readonly #hash = digest(this.token);
  #invitation: Invitation | null = null;

  /** Whether a request shows the token. */
  shownBy(headers: IncomingHttpHeaders): boolean {
    const given = headers[TOKEN_HEADER.toLowerCase()];
    return typeof given === 'string' && equal(given, this.#hash);
  }

  /** A code that can be exchanged for the token once; it takes the place of an earlier one. */
  invite(): { readonly code: string; readonly used: Promise<void> } {
    const code = secret();
    const used = new Promise<void>((accepted) => {
      this.#invitation = { hash: digest(code), accepted };
    });
    return { code, used };
  }

  /** Exchanges a code. @returns null if it is wrong, or has been used */
  exchange(code: string): string | null {
    if (this.#invitation === null || !equal(code, this.#invitation.hash)) return null;
    this.#invitation.accepted();
    this.#invitation = null;
    return this.token;
  }
}
