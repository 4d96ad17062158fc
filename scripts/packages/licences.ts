/** The licences of all packages that are installed with this one, and which are accepted. */
import { type Lockfile, nameOf } from './lockfile.ts';

/** Permissive ones, by SPDX identifier. */
const ACCEPTED = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'Unlicense',
];

/** Packages whose manifest names no licence, although they contain one; a test compares. */
export const UNNAMED: Readonly<Record<string, string>> = { jstat: 'MIT' };

/** Whether an SPDX expression of `AND` and `OR` can be met with accepted licences. */
export function isAccepted(expression: string): boolean {
  return expression
    .replace(/[()]/g, '')
    .split(' AND ')
    .every((part) => part.split(' OR ').some((licence) => ACCEPTED.includes(licence)));
}

interface Licensed {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
}

/** Packages that are installed with this one, by name and version, each once. */
export function installedPackages({ packages }: Lockfile): Licensed[] {
  const found = new Map<string, Licensed>();
  for (const [path, entry] of Object.entries(packages)) {
    const { dev, devOptional, link, version } = entry;
    if (!path.includes('node_modules/') || dev || devOptional || link) continue;
    const name = nameOf(path, entry);
    const licence = entry.license ?? UNNAMED[name] ?? 'unknown';
    found.set(`${name}@${version}`, { name, version: version!, licence });
  }
  const key = ({ name, version }: Licensed): string => `${name}@${version}`;
  return [...found.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** What is wrong with the licences of a lock file, as sentences. */
export function licenceProblems(lockfile: Lockfile): string[] {
  return installedPackages(lockfile)
    .filter(({ licence }) => !isAccepted(licence))
    .map(({ name, version, licence }) => `${name} ${version} has the licence ${licence}.`);
}

/** `docs/licences.md` */
export function licencesDocument(lockfile: Lockfile): string {
  const rows = installedPackages(lockfile).map(
    ({ name, version, licence }) => `| \`${name}\` | ${version} | ${licence} |`,
  );
  return `# Licences

Everything that \`npm install motifsmith\` installs, from \`package-lock.json\`. \`npm run format\` writes this list,
and \`npm run lint\` refuses licences that are not permissive. Each package brings the text of its licence. The
studio's page contains libraries instead; their licences are in \`licences.txt\` next to the page.

| package | version | licence |
| --- | --- | --- |
${rows.join('\n')}

The handwritten digits in \`assets/mnist\` are the first of MNIST, © Yann LeCun and Corinna Cortes, under
[CC BY-SA 3.0](https://creativecommons.org/licenses/by-sa/3.0/); \`assets/mnist/README.md\` says how they differ from
the original files.
`;
}
