/**
 * Numbers figures and tables in the order in which a page renders them, and keeps the tables, so that
 * every table that a reader sees is also also written to a file next to the page. One register per page.
 */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { MotifsmithError } from '../../core/errors.ts';
import type { ReportTable } from '../table.ts';

export class Register {
  #figures = 0;
  readonly tables: ReportTable[] = [];

  nextFigure(): number {
    this.#figures += 1;
    return this.#figures;
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
