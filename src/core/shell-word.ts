/** A path in a command that people copy: one word in bash, PowerShell and cmd alike. */
export const shellWord = (path: string): string =>
  /^[\p{L}\p{N}_./:+-]+$/u.test(path) ? path : `"${path}"`;

/** Any text as one word of a script for bash or sh, whatever characters are in it. */
export const scriptWord = (text: string): string =>
  /^[\w./:=,+%@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
