/** What can be made of a finished run, by the commands that make it in a terminal: evaluation, report, files. */
import { PRODUCTS } from '../../api/products.ts';
import { Panel } from '../parts/panel.tsx';
import { ProductRows } from '../parts/product-rows.tsx';
import { source } from '../source/index.ts';

export interface ProductsProps {
  readonly id: string;
  /** Which search it is, for the names of methods. */
  readonly strategy: string | null;
  readonly finished: boolean;
}

export function ProductsView({ id, strategy, finished }: ProductsProps) {
  return (
    <Panel title="Evaluate and export" wide>
      {finished ? (
        <ProductRows maker={source.runProducts} {...{ id, strategy }} what={PRODUCTS} noun="run" />
      ) : (
        <p class="soft">
          A run can be evaluated, reported and exported once it is finished: it has no trained
          network yet.
        </p>
      )}
    </Panel>
  );
}
