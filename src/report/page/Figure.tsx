/** A numbered figure: panels side by side, a legend where there are series, and a caption. */
import type { ComponentChildren, JSX } from 'preact';
import { type Drawing, NARROW, WIDE } from '../../view/figures/drawing.ts';
import type { LegendEntry } from '../../view/legend-key.tsx';
import { Legend } from './Legend.tsx';
import { useRegister } from './register.ts';

export interface Panel {
  /** What the panel shows, in words, for readers who cannot see it. */
  readonly alt: string;
  readonly title?: string | undefined;
  /** Of the panel alone, where panels differ in what they show. */
  readonly legend?: readonly LegendEntry[];
  readonly draw: Drawing;
  /** Takes the page's whole width where there is room, and is drawn again at that width. */
  readonly full?: boolean;
}

export interface FigureProps {
  /** Anchor, unique in the page. */
  readonly id: string;
  readonly panels: readonly Panel[];
  readonly legend?: readonly LegendEntry[];
  readonly children: ComponentChildren;
}

export function Figure({ id, panels, legend = [], children }: FigureProps): JSX.Element {
  const number = useRegister().nextFigure();
  return (
    <figure id={id} aria-labelledby={`${id}-caption`}>
      {legend.length > 0 && <Legend entries={legend} />}
      <div class="panels">
        {panels.map((panel) => (
          <PanelView key={panel.alt} {...panel} />
        ))}
      </div>
      <figcaption id={`${id}-caption`}>
        <span class="number-label">Figure {number}.</span> {children}
      </figcaption>
    </figure>
  );
}

function PanelView({ alt, title, legend = [], draw, full = false }: Panel): JSX.Element {
  return (
    <div class={full ? 'panel full' : 'panel'}>
      {title !== undefined && <p class="panel-title">{title}</p>}
      {legend.length > 0 && <Legend entries={legend} />}
      {full ? (
        <>
          <Image alt={alt} svg={draw(NARROW)} when="on-narrow" />
          <Image alt={alt} svg={draw(WIDE)} when="on-wide" />
        </>
      ) : (
        <Image alt={alt} svg={draw(NARROW)} />
      )}
    </div>
  );
}

interface ImageProps {
  readonly alt: string;
  readonly svg: string;
  readonly when?: string;
}

/** What is inside the drawing is hidden from readers of the text: the alternative text says it all. */
function Image({ alt, svg, when }: ImageProps): JSX.Element {
  return <div role="img" aria-label={alt} class={when} dangerouslySetInnerHTML={{ __html: svg }} />;
}
