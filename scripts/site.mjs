/**
 * Puts the public site together in `build/site`, the last step of `npm run build:site`: the studio with
 * its demo runs, the API reference, and a page that leads to both.
 */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';

const { description } = JSON.parse(readFileSync('package.json', 'utf8'));
cpSync('build/studio-static', 'build/site/studio', { recursive: true });
cpSync('docs/search.svg', 'build/site/search.svg');
writeFileSync(
  'build/site/index.html',
  `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Motifsmith</title>
  <style>
    body { font: 18px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 3rem auto; padding: 0 1rem }
    img { width: 100%; height: auto }
  </style>
  <h1>Motifsmith</h1>
  <p>${description}.</p>
  <img src="search.svg" alt="A search weighs motif sizes, then connection types, and finds a motif">
  <ul>
    <li><a href="studio/">Studio</a>: look at finished runs, simulate their networks, search in this tab</li>
    <li><a href="api/">API reference</a></li>
  </ul>
</html>
`,
);
