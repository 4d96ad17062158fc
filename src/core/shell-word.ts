/** A path in a command that people copy: one word in bash, PowerShell and cmd alike. */
export const shellWord = (path: string): string =>
  /^[\p{L}\p{N}_./:+-]+$/u.test(path) ? path : `"${path}"`;
