/**
 * Numbers figures and tables in the order in which a page renders them, and keeps them, so that all that a
 * reader sees can be written to files next to the page, too. One register per page.
 */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { MotifsmithError } from '../../core/errors.ts';
import type { PrintFigure } from '../../view/figures/print-figure.tsx';
import type { ReportTable } from '../table.ts';

/** A figure, and its anchor in the page. */
export interface NamedFigure extends PrintFigure {
  readonly id: string;
}

export class Register {
  readonly figures: NamedFigure[] = [];
  readonly tables: ReportTable[] = [];

  /** @returns number of the figure */
  addFigure(figure: NamedFigure): number {
    return this.figures.push(figure);
  }

  /** @returns number of the table */
  addTable(table: ReportTable): number {
    if (this.tables.some(({ name }) => name === table.name)) {
      throw new MotifsmithError('internal', `two tables of the report are called ${table.name}`);
    }
    this.tables.push(table);
    return this.tables.length;
  }
}

export const RegisterContext = createContext<Register | null>(null);

/** The register of the page that is being rendered. */
export function useRegister(): Register {
  const register = useContext(RegisterContext);
  if (register === null) throw new MotifsmithError('internal', 'a figure outside a page');
  return register;
}
