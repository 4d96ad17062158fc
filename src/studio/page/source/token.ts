/**
 * The token that lets this page start and stop runs. The server prints an address that ends in
 * `#token=…`; from there it goes to the session's storage, and the address is cleaned, so that it does
 * not travel with a copied link.
 */

const KEY = 'motifsmith.token';

/** Moves a token from the page's address to the session. */
export function takeToken(): void {
  const found = /^#token=([\w.~-]+)$/.exec(location.hash)?.[1];
  if (found === undefined) return;
  sessionStorage.setItem(KEY, found);
  history.replaceState(null, '', location.pathname + location.search);
}

/** The token, or null if the page was opened without one. */
export function token(): string | null {
  return sessionStorage.getItem(KEY);
}
