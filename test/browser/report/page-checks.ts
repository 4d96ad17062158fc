/** What every page of a report must be, whatever it shows. */
import { parseHTML } from 'linkedom';
import { expect } from 'vitest';

/** The text that a reader sees and the numbers that drawings are made of, without the style. */
function contents(html: string): string {
  return html
    .replace(/<style>[\s\S]*?<\/style>/g, '')
    .replace(/data:image\/png;base64,[\w+/=]+/g, '');
}

/** Holds a page to its structure. @returns its document */
export function checkPage(html: string): Document {
  const { document } = parseHTML(html);
  const all = (selector: string) => [...document.querySelectorAll(selector)];

  // A cell may quote a failure that speaks of NaN; no number of ours may be one.
  const numbers = contents(html).replace(/<td class="wrap">[^<]*<\/td>/g, '');
  expect(numbers.match(/.{0,60}(\bNaN\b|undefined|Infinity).{0,20}/)).toBeNull();
  expect(html).not.toContain('⚠');

  const ids = all('[id]').map(({ id }) => id);
  expect(ids.length).toBe(new Set(ids).size);
  for (const link of all('a[href]')) {
    expect(ids).toContain(link.getAttribute('href')!.slice(1));
  }

  const levels = all('h1, h2, h3, h4').map(({ tagName }) => Number(tagName.slice(1)));
  expect(levels[0]).toBe(1);
  expect(levels.filter((level) => level === 1)).toHaveLength(1);
  levels.slice(1).forEach((level, k) => {
    expect(level).toBeLessThanOrEqual(levels[k]! + 1);
  });

  const figures = all('figure');
  expect(figures.length).toBeGreaterThan(3);
  figures.forEach((figure, k) => {
    const caption = figure.querySelector('figcaption');
    expect(caption?.textContent).toMatch(new RegExp(`^Figure ${k + 1}\\. .{20}`));
    expect(figure.getAttribute('aria-labelledby')).toBe(caption?.id);
    const images = [...figure.querySelectorAll('[role="img"]')];
    expect(images.length).toBeGreaterThan(0);
    for (const image of images) {
      expect(image.getAttribute('aria-label')!.length).toBeGreaterThan(20);
      expect(image.querySelector('svg')?.getAttribute('viewBox')).toMatch(/^0 0 \d+ [\d.]+$/);
    }
  });

  all('table').forEach((table, k) => {
    expect(table.querySelector('caption')?.textContent).toMatch(
      new RegExp(`^Table ${k + 1}\\. .{10}`),
    );
    for (const head of table.querySelectorAll('thead th')) {
      expect(head.getAttribute('scope')).toBe('col');
    }
    for (const row of table.querySelectorAll('tbody tr')) {
      expect(row.firstElementChild?.getAttribute('scope')).toBe('row');
      expect(row.children.length).toBe(table.querySelectorAll('thead th').length);
    }
  });

  expectNothingLoaded(document, html);
  return document as unknown as Document;
}

/** Nothing in the page makes a browser ask anybody for anything, and nothing in it runs. */
function expectNothingLoaded(
  document: ReturnType<typeof parseHTML>['document'],
  html: string,
): void {
  const active = document.querySelectorAll('script, iframe, object, embed, video, audio, base');
  expect(active.length).toBe(0);
  for (const element of document.querySelectorAll('*')) {
    for (const { name, value } of element.attributes) {
      expect(name).not.toMatch(/^on/);
      if (['src', 'href', 'xlink:href', 'srcset', 'data'].includes(name)) {
        expect(value).toMatch(/^(#|data:)/);
      }
    }
  }
  const names = 'xmlns="http://www.w3.org/2000/svg"';
  expect(html.replaceAll(names, '')).not.toMatch(/url\(|@import|https?:/);
  expect(html).toContain("default-src 'none'");
}

/** The chapters that a page has, by their titles. */
export const chapterTitles = (document: Document): string[] =>
  [...document.querySelectorAll('h2')].map(({ textContent }) => textContent ?? '');
