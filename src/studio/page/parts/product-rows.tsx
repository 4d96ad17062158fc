/** What can be made of a run or a study, a row each: a button that makes it, what the command says, and the download. */
import { useEffect, useState } from 'preact/hooks';
import { bytes, count, loss, percent, sentence } from '../../../view/format.ts';
import { runLabel, runMethodLabel } from '../../../view/method-names.ts';
import { PRODUCTS as NAMES } from '../../../view/names.ts';
import type {
  EvaluationDocument,
  ExportDocument,
  MakeRequest,
  Product,
  ProductList,
  ProductName,
} from '../../api/products.ts';
import { save } from '../charts/curve-files.ts';
import { asProblem, Problem } from '../source/problem.ts';
import type { Maker } from '../source/source.ts';
import { ProblemNotice, Waiting } from './notice.tsx';
import { Scroll } from './scroll.tsx';

const LOOK_MS = 1500;

export interface ProductRowsProps {
  readonly maker: Maker;
  readonly id: string;
  readonly what: readonly ProductName[];
  /** What it is made of: `run`, `study`. */
  readonly noun: string;
  /** Which search it is, for the names of methods. */
  readonly strategy: string | null;
}

export function ProductRows({ maker, id, what: all, noun, strategy }: ProductRowsProps) {
  const [list, setList] = useState<ProductList | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const working = list?.products.some(({ state }) => state === 'working');
  useEffect(() => {
    let left = false;
    const look = () =>
      maker.list(id).then(
        (found) => !left && setList(found),
        (error: unknown) => !left && setProblem(asProblem(error)),
      );
    if (list === null) void look();
    const timer = working ? setInterval(look, LOOK_MS) : undefined;
    return () => {
      left = true;
      clearInterval(timer);
    };
  }, [maker, id, working]);
  if (problem) return <ProblemNotice problem={problem} />;
  if (list === null) return <Waiting what={`what has been made of the ${noun}`} />;
  return (
    <ul class="products">
      {all.map((what) => (
        <Row
          key={what}
          {...{ maker, id, what, strategy, setList }}
          product={list.products.find((one) => one.what === what) ?? null}
          targets={what === 'nir' ? list.targets : []}
        />
      ))}
    </ul>
  );
}

function Row({
  maker,
  id,
  what,
  product,
  targets,
  strategy,
  setList,
}: Omit<ProductRowsProps, 'what' | 'noun'> & {
  readonly what: ProductName;
  readonly product: Product | null;
  /** Readers to choose from. */
  readonly targets: readonly string[];
  readonly setList: (list: ProductList) => void;
}) {
  const { label, description } = NAMES[what];
  const [refused, setRefused] = useState<Problem | null>(null);
  const [target, setTarget] = useState(targets[0] ?? '');
  const [allowLossy, setAllowLossy] = useState(false);
  const working = product?.state === 'working';
  const make = () => {
    setRefused(null);
    const options = target === '' ? {} : { target, allowLossy };
    const asked: MakeRequest = { what, ...options };
    maker.make(id, asked).then(setList, (error: unknown) => setRefused(asProblem(error)));
  };
  const take = () => {
    setRefused(null);
    maker.take(id, what).then(
      (content) => save(product!.file!, content),
      (error: unknown) => setRefused(asProblem(error)),
    );
  };
  const failed = product?.problem;
  return (
    <li>
      <div class="row spread">
        <div>
          <h3>{label}</h3>
          <p class="small soft">{sentence(description)}</p>
        </div>
        <div class="row">
          {targets.length > 0 && (
            <>
              <select
                aria-label="Program that will read the NIR file"
                value={target}
                onChange={(event) => setTarget(event.currentTarget.value)}
              >
                {targets.map((one) => (
                  <option key={one}>{one}</option>
                ))}
              </select>
              <label class="row small">
                <input
                  type="checkbox"
                  checked={allowLossy}
                  onChange={(event) => setAllowLossy(event.currentTarget.checked)}
                />
                allow losses
              </label>
            </>
          )}
          <button type="button" disabled={working} onClick={make}>
            {working ? 'Working …' : what === 'evaluation' ? 'Evaluate' : 'Make'}
            <span class="hidden"> {label}</span>
          </button>
          {product?.state === 'made' && (
            <button type="button" class="primary" onClick={take}>
              Download {product.file} ({bytes(product.bytes)})
            </button>
          )}
        </div>
      </div>
      {failed && (
        <ProblemNotice
          problem={
            new Problem(failed.message, {
              where: failed.where ?? undefined,
              remedy: failed.remedy ?? undefined,
            })
          }
        />
      )}
      {refused && <ProblemNotice problem={refused} />}
      {product?.document?.format === 'motifsmith-evaluation' ? (
        <Evaluated document={product.document} strategy={strategy} />
      ) : (
        product?.document && <Said document={product.document} />
      )}
    </li>
  );
}

function Evaluated({
  document,
  strategy,
}: {
  readonly document: EvaluationDocument;
  readonly strategy: string | null;
}) {
  return (
    <Scroll label="Evaluation">
      <table>
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col" class="right">
              Samples
            </th>
            <th scope="col" class="right">
              Test accuracy
            </th>
            <th scope="col" class="right">
              Loss
            </th>
            <th scope="col" class="right">
              Recorded by the run
            </th>
          </tr>
        </thead>
        <tbody>
          {document.members.map(
            ({ method, seed, samples, accuracy, loss: value, recordedTestAccuracy }) => (
              <tr key={`${method} ${seed}`}>
                <th scope="row">{runLabel(runMethodLabel({ method, strategy }), seed)}</th>
                <td class="right">{count(samples)}</td>
                <td class="right">{percent(accuracy)}</td>
                <td class="right">{loss(value)}</td>
                <td class="right">{percent(recordedTestAccuracy)}</td>
              </tr>
            ),
          )}
        </tbody>
      </table>
    </Scroll>
  );
}

/** What an export loses, and what a report does without. */
function Said({ document }: { readonly document: ExportDocument }) {
  const { report, notes = [] } = document;
  const lines = [
    ...(report?.losses ?? []).map(
      ({ severity, subject, detail }) => `${severity}: ${subject}: ${detail}`,
    ),
    ...(report?.measured ? [report.measured] : []),
    ...(report?.advice ?? []),
    ...notes,
  ];
  if (lines.length === 0) return null;
  return (
    <ul class="small soft">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
