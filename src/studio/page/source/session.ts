/**
 * The session of this tab: a token that goes with every request to the server. The server prints an
 * address that ends in `#token=…`, and opens the browser with one that ends in `#code=…`; from there it
 * goes to the tab's storage, which browsers keep apart by port, and the address is cleaned, so that it
 * does not travel with a copied link.
 */
import { useEffect, useState } from 'preact/hooks';

const KEY = 'motifsmith.token';
const CHANGED = 'studio:session';

type Exchange = (code: string) => Promise<string | null>;

/**
 * Moves a token from the page's address to the tab's storage, now and whenever one is opened in this tab.
 * @param exchange gets the token for a code in its place
 */
export async function takeTokens(exchange: Exchange): Promise<void> {
  // Following an address that differs only after the # loads nothing.
  addEventListener('hashchange', () => void take(exchange));
  await take(exchange);
}

async function take(exchange: Exchange): Promise<void> {
  const [, kind, value] = /^#(token|code)=([\w-]+)$/.exec(location.hash) ?? [];
  if (value === undefined) return;
  history.replaceState(null, '', location.pathname + location.search);
  const found = kind === 'token' ? value : await exchange(value);
  if (found !== null) sessionStorage.setItem(KEY, found);
  dispatchEvent(new Event(CHANGED));
}

/** The token, or null if the page was opened without one. */
export function token(): string | null {
  return sessionStorage.getItem(KEY);
}

/** Forgets a token that the server does not know. */
export function endSession(): void {
  sessionStorage.removeItem(KEY);
  dispatchEvent(new Event(CHANGED));
}

/** Whether there is a session; renders again when it starts or ends. A page of plain files needs none. */
export function useSession(): boolean {
  const there = () => PLAIN_FILES || token() !== null;
  const [session, setSession] = useState(there);
  useEffect(() => {
    const look = () => setSession(there());
    addEventListener(CHANGED, look);
    return () => removeEventListener(CHANGED, look);
  }, []);
  return session;
}
