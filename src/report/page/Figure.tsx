/** A numbered figure: panels side by side, a legend where there are series, and a caption. */
import type { ComponentChildren, JSX } from 'preact';
import { NARROW, WIDE } from '../../view/figures/drawing.ts';
import type { PrintPanel } from '../../view/figures/print-figure.tsx';
import type { LegendEntry } from '../../view/legend-key.tsx';
import { Legend } from './Legend.tsx';
import { useRegister } from './register.ts';

/** Those that are full take the page's whole width where there is room, and are drawn again at that width. */
export type Panel = PrintPanel;

export interface FigureProps {
  /** Anchor, unique in the page. */
  readonly id: string;
  readonly panels: readonly Panel[];
  readonly legend?: readonly LegendEntry[];
  readonly children: ComponentChildren;
}

export function Figure({ id, panels, legend = [], children }: FigureProps): JSX.Element {
  const number = useRegister().addFigure({ id, panels, legend });
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
