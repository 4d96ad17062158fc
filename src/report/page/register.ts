/**
 * Numbers figures and tables in the order in which a page renders them, and keeps them, so that all that a
 * reader sees can be written to files next to the page, too. One register per page.
 */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { MotifsmithError } from '../../core/errors.ts';
import type { PrintFigure } from '../../view/figures/print-figure.tsx';
import type { Table } from '../../view/table/table.ts';

/** A figure, and its anchor in the page. */
export interface NamedFigure extends PrintFigure {
  readonly id: string;
}

export class Register {
  readonly figures: NamedFigure[] = [];
  /** Those with files of their own. */
  readonly tables: Table[] = [];
  readonly #names = new Set<string>();

  /** @returns number of the figure */
  addFigure(figure: NamedFigure): number {
    return this.figures.push(figure);
  }

  /** @param inFile whether it is to be a file of its own. @returns number of the table */
  addTable(table: Table, inFile: boolean): number {
    if (this.#names.has(table.name)) {
      throw new MotifsmithError('internal', `two tables of the report are called ${table.name}`);
    }
    this.#names.add(table.name);
    if (inFile) this.tables.push(table);
    return this.#names.size;
  }
}

export const RegisterContext = createContext<Register | null>(null);

/** The register of the page that is being rendered. */
export function useRegister(): Register {
  const register = useContext(RegisterContext);
  if (register === null) throw new MotifsmithError('internal', 'a figure outside a page');
  return register;
}
