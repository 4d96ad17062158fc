/** The whole document around the chapters of a report: one file that needs nothing else. */

import type { ComponentChildren, JSX } from 'preact';
import { render } from 'preact-render-to-string';
import { visible } from '../../core/visible.ts';
import { standAlone } from '../../view/figures/stand-alone.ts';
import type { Table } from '../../view/table/table.ts';
import { type NamedFigure, Register, RegisterContext } from './register.ts';
import { STYLE } from './style.ts';

export interface Chapter {
  /** Anchor, unique in the page. */
  readonly id: string;
  readonly title: string;
  readonly body: ComponentChildren;
}

export interface PageContent {
  readonly title: string;
  /** One or two sentences below the title. */
  readonly lead: string;
  readonly chapters: readonly Chapter[];
  /** Version of the package that made the report. */
  readonly version: string;
  /** Folder of the files of the tables, relative to the page. */
  readonly tablesFolder: string;
}

/** All but ends of lines and tabs, of which the layout is made. */
const CONTROL = /[^\P{Cc}\n\t]/gu;

export interface RenderedPage {
  readonly html: string;
  readonly tables: readonly Table[];
  readonly figures: readonly NamedFigure[];
}

/** The page as text, and the tables and figures in it. */
export function renderPage(content: PageContent): RenderedPage {
  const register = new Register();
  const document = render(
    <RegisterContext.Provider value={register}>
      <Document {...content} />
    </RegisterContext.Provider>,
  );
  // Names of files may hold anything; in a page, control characters could only mislead.
  const html = document.replace(CONTROL, visible).replace(/<svg.*?<\/svg>/gs, standAlone);
  return { html: `<!doctype html>\n${html}\n`, tables: register.tables, figures: register.figures };
}

function Document({ title, lead, chapters, version, tablesFolder }: PageContent): JSX.Element {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="generator" content={`Motifsmith ${version}`} />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        />
        <link rel="icon" href="data:," />
        <title>{title}</title>
        <style dangerouslySetInnerHTML={{ __html: STYLE }} />
      </head>
      <body>
        <header>
          <h1>{title}</h1>
          <p class="lead">{lead}</p>
        </header>
        <nav aria-label="Chapters">
          <ul>
            {chapters.map(({ id, title: name }) => (
              <li key={id}>
                <a href={`#${id}`}>{name}</a>
              </li>
            ))}
          </ul>
        </nav>
        <main>
          {chapters.map(({ id, title: name, body }) => (
            <section key={id} id={id} class="chapter" aria-labelledby={`${id}-title`}>
              <h2 id={`${id}-title`}>{name}</h2>
              {body}
            </section>
          ))}
        </main>
        <footer>
          Made by Motifsmith {version} from the files of the run alone. All tables are in files next
          to this page in <code>{tablesFolder}</code> as CSV, Markdown and LaTeX.
        </footer>
      </body>
    </html>
  );
}
